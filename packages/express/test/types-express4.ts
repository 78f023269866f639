// Compiled by tsconfig.express4.json, where "express" means Express 4's types: what a user of Express 4 writes.
import type { SendoClient } from "@sendo/core";
import express from "express";
import { sendo, sendoErrorHandler, sendoWebhooks } from "../src/index.js";

const app = express();
const middleware = sendo();
app.use(express.json(), middleware);
app.post("/ready", (req, res, next) => {
  const client: SendoClient = req.sendo;
  client.messages.send({ to: "+12065550142", body: "Your table is ready" }).then(({ id }) => res.json({ id }), next);
});
app.post("/webhooks/sendo", sendoWebhooks({ on: { "message.incoming": (event) => void event.message } }));
express.Router().all("/webhooks/sendo", sendoWebhooks({ on: {} }));
app.use(sendoErrorHandler());
export const closing: Promise<unknown> = middleware.close({ drainMs: 1_000 });
