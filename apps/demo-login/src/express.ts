import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { sendo, sendoErrorHandler } from "@sendo/express";
import express from "express";
import { withLogger, type StartLoginApp } from "./login-app.js";
import { Login } from "./login.js";
import { page } from "./page.js";

/** The login form on Express. */
export const startExpress: StartLoginApp = async (port, options = {}) => {
  const app = express();
  const accounts = sendo(withLogger(options));
  const login = new Login(accounts.client);
  app.use(accounts);
  app.use(express.json({ limit: "10kb" }));

  app.get("/", (_req, res) => void res.set(page.headers).send(page.html));
  app.get("/session", (req, res) => void res.json({ signedIn: login.isSignedIn(req.headers.cookie) }));

  // Behind a proxy, set `trust proxy`, so that `req.ip` is the user's IP address.
  app.post("/login/start", async (req, res) => void res.json(await login.start(req.body, req.ip)));

  app.post("/login/check", async (req, res) => {
    const { httpStatus, headers, body } = await login.check(req.body);
    res.status(httpStatus).set(headers).json(body);
  });

  app.use(sendoErrorHandler({ validation: true })); // a mistyped phone number is a 422

  const server = app.listen(port, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeIdleConnections();
      await closed;
      await accounts.close();
    },
  };
};
