import { once } from "node:events";
import type { AddressInfo } from "node:net";
import {
  TENANT_HEADER,
  type AdapterHarness,
  type AppSetup,
  type HostParser,
  type RunningApp,
} from "@sendo-internal/test-kit/adapter-contract";
import type { SendInput } from "@sendo/core";
import type express from "express";
import type { RequestHandler } from "express";
import { sendo, sendoErrorHandler, sendoWebhooks } from "../src/index.js";

type Express = typeof express;

const page = (title: string): string =>
  `<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>Error</title>\n</head>\n` +
  `<body>\n<pre>${title}</pre>\n</body>\n</html>\n`;

/** An Express app the way its users build one. Both major versions have the same words for their own errors. */
export function expressHarness(factory: Express): AdapterHarness {
  return {
    webhookBody: "host",
    hasScopedGlobals: false,
    inflates: true,
    hostReplies: {
      malformedJson: { httpStatus: 400, body: page("Bad Request") },
      unhandledError: () => ({ httpStatus: 500, body: page("Internal Server Error") }),
    },
    start: (setup) => startExpress(factory, setup),
  };
}

async function startExpress(factory: Express, setup: AppSetup): Promise<RunningApp> {
  const app = factory();
  app.set("env", "production");
  const middleware = sendo(setup.sendo);
  if (setup.pausesBody) app.use((req, _res, next) => (req.pause(), next()));
  const inFront = parserInFront(factory, setup.parser);
  if (inFront) app.use(inFront);
  app.use(middleware);

  const router = factory.Router();
  for (const { path, options } of setup.webhooks) router.all(path, sendoWebhooks(options));
  const ownJson = setup.parser === "none" ? [factory.json()] : [];
  const bodyOf = ({ body }: { body?: unknown }) =>
    (Buffer.isBuffer(body) ? JSON.parse(body.toString()) : body) as { a: number; b: number } & SendInput;
  router.post("/sum", ...ownJson, (req, res) => {
    const { a, b } = bodyOf(req);
    res.json({ sum: a + b });
  });
  const send: RequestHandler = (req, res, next) => {
    // Express 4 does not see what an async route throws.
    req.sendo.messages.send(bodyOf(req)).then(({ id }) => res.json({ id }), next);
  };
  router.post("/messages", ...ownJson, send);
  const hasAccounts = Object.keys(setup.accounts).length > 0;
  const accounts = hasAccounts
    ? sendo({ accounts: setup.accounts, resolve: (req) => String(req.params.name) })
    : undefined;
  if (accounts) router.post("/messages/:name", accounts, ...ownJson, send);
  const tenants =
    Object.keys(setup.tenants).length > 0
      ? sendo({ accounts: setup.tenants, resolve: (req) => setup.tenantOf(String(req.headers[TENANT_HEADER])) })
      : undefined;
  if (tenants) router.post("/tenant/messages", tenants, ...ownJson, send);
  app.use(setup.prefix || "/", router);
  if (setup.errorReplies) app.use(sendoErrorHandler(setup.errorReplies));

  const server = app.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    client: middleware.client,
    clientOf: (account) => accounts!.clients[account]!,
    async close() {
      await setup.closingJob?.(middleware.client);
      await Promise.all([
        new Promise((resolve) => server.close(resolve)),
        middleware.close(),
        accounts?.close(),
        tenants?.close(),
      ]);
    },
  };
}

function parserInFront(factory: Express, parser: HostParser) {
  if (parser === "json") return factory.json({ limit: "1mb" });
  if (parser === "raw") return factory.raw({ limit: "1mb", type: () => true });
  return undefined;
}
