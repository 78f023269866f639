import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import {
  runAdapterContract,
  TENANT_HEADER,
  type AdapterHarness,
  type AppSetup,
  type RunningApp,
} from "@sendo-internal/test-kit/adapter-contract";
import type { SendInput, SendoClient, WebhookReceiverOptions } from "@sendo/core";
import type { ErrorReplyOptions } from "@sendo/core/adapter";
import { Hono, type Context, type ErrorHandler, type Handler, type MiddlewareHandler } from "hono";
import { HTTPException } from "hono/http-exception";
import { guideModules } from "../src/guide-module.js";

interface Guide {
  sendo(options: AppSetup["sendo"]): MiddlewareHandler<Env> & { readonly client: SendoClient; close(): Promise<void> };
  sendoWebhooks(options: WebhookReceiverOptions): Handler;
  sendoErrorHandler(otherwise: ErrorHandler, options?: ErrorReplyOptions): ErrorHandler;
}
interface Env {
  Variables: { sendo: SendoClient };
}

const { sendo, sendoWebhooks, sendoErrorHandler } = (await guideModules(
  "docs/other-frameworks.md",
  "generated-hono",
)("sendo-hono")) as unknown as Guide;

/** A Hono app the way its users build one, on the thirty lines of docs/other-frameworks.md. */
const honoHarness: AdapterHarness = {
  webhookBody: "host",
  hasScopedGlobals: false,
  inflates: false,
  hostReplies: {
    malformedJson: { httpStatus: 400, body: "Malformed JSON in request body" },
    unhandledError: () => ({ httpStatus: 500, body: "Internal Server Error" }),
  },
  start: startHono,
};

async function startHono(setup: AppSetup): Promise<RunningApp> {
  const messaging = sendo(setup.sendo);
  const open = (accounts: Readonly<Record<string, AppSetup["sendo"]>>) =>
    Object.fromEntries(Object.entries(accounts).map(([name, options]) => [name, sendo(options)]));
  const accounts = open(setup.accounts);
  const tenants = open(setup.tenants);
  const app = new Hono<Env>().basePath(setup.prefix);
  if (setup.parser !== "none") app.use(parserInFront(setup.parser));
  app.use(messaging);
  for (const { path, options } of setup.webhooks) app.all(path, sendoWebhooks(options));
  app.post("/sum", async (c) => {
    const { a, b } = await c.req.json<{ a: number; b: number }>();
    return c.json({ sum: a + b });
  });
  const send = async (c: Context, client: SendoClient): Promise<Response> => {
    const { id } = await client.messages.send(await c.req.json<SendInput>());
    return c.json({ id });
  };
  app.post("/messages", (c) => send(c, c.var.sendo));
  app.post("/messages/:name", (c) => send(c, accounts[c.req.param("name")]!.client));
  app.post("/tenant/messages", async (c) =>
    send(c, tenants[await setup.tenantOf(c.req.header(TENANT_HEADER)!)]!.client),
  );
  const otherErrors: ErrorHandler = (error, c) =>
    error instanceof HTTPException ? error.getResponse() : c.text("Internal Server Error", 500);
  app.onError(setup.errorReplies ? sendoErrorHandler(otherErrors, setup.errorReplies) : otherErrors);

  const listener = getRequestListener(app.fetch);
  const server = createServer((request, response) => {
    if (setup.pausesBody) request.pause();
    void listener(request, response);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    client: messaging.client,
    clientOf: (name) => accounts[name]!.client,
    async close() {
      await new Promise((resolve) => server.close(resolve));
      await setup.closingJob?.(messaging.client);
      await Promise.all([messaging, ...Object.values(accounts), ...Object.values(tenants)].map((one) => one.close()));
    },
  };
}

/** Hono has no parsers: a user's middleware reads the body, and Hono keeps what it read. */
function parserInFront(parser: "json" | "raw"): MiddlewareHandler {
  return async (c, next) => {
    if (parser === "raw") await c.req.arrayBuffer();
    else if (c.req.header("content-type")?.toLowerCase().startsWith("application/json")) {
      await c.req.json().catch(() => {
        throw new HTTPException(400, { message: "Malformed JSON in request body" }); // as `hono/validator` does
      });
    }
    await next();
  };
}

runAdapterContract("Hono", honoHarness);
