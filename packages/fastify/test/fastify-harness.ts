import {
  TENANT_HEADER,
  type AdapterHarness,
  type AppSetup,
  type HostParser,
  type RunningApp,
} from "@sendo-internal/test-kit/adapter-contract";
import type { SendInput, SendoClient } from "@sendo/core";
import Fastify, { type FastifyInstance } from "fastify";
import { sendo, sendoErrorHandler, sendoWebhooks } from "../src/index.js";

/** A Fastify app the way its users build one. */
export const fastifyHarness: AdapterHarness = {
  webhookBody: "own",
  hasScopedGlobals: false,
  inflates: false,
  hostReplies: {
    malformedJson: { httpStatus: 400, body: "the host's parser never reads a delivery" },
    unhandledError: ({ code, message }) => ({
      httpStatus: 500,
      body: JSON.stringify({ statusCode: 500, code, error: "Internal Server Error", message }),
    }),
  },
  async start(setup) {
    const app = Fastify();
    try {
      return await startFastify(app, setup);
    } catch (error) {
      await app.close();
      throw error;
    }
  },
};

async function startFastify(app: FastifyInstance, setup: AppSetup): Promise<RunningApp> {
  if (setup.pausesBody) app.addHook("preParsing", async (_request, _reply, payload) => payload.pause());
  parserInFront(app, setup.parser);
  await app.register(sendo, setup.sendo);
  app.addHook("onClose", async () => void (await setup.closingJob?.(app.sendo)));
  for (const [namespace, options] of Object.entries({ ...setup.accounts, ...setup.tenants })) {
    await app.register(sendo, { ...options, namespace });
  }
  const clientOf = (account: string) => (app.sendo as unknown as Record<string, SendoClient>)[account]!;
  if (setup.errorReplies) app.setErrorHandler(sendoErrorHandler(setup.errorReplies));

  await app.register(
    async (scope) => {
      for (const { path, options } of setup.webhooks) await scope.register(sendoWebhooks, { path, ...options });
      const bodyOf = ({ body }: { body: unknown }) =>
        (Buffer.isBuffer(body) ? JSON.parse(body.toString()) : body) as { a: number; b: number } & SendInput;
      scope.post("/sum", async (request) => {
        const { a, b } = bodyOf(request);
        return { sum: a + b };
      });
      scope.post("/messages", async (request) => {
        const { id } = await scope.sendo.messages.send(bodyOf(request));
        return { id };
      });
      scope.post("/tenant/messages", async (request) => {
        const tenant = await setup.tenantOf(String(request.headers[TENANT_HEADER]));
        const { id } = await clientOf(tenant).messages.send(bodyOf(request));
        return { id };
      });
      scope.post<{ Params: { name: string } }>("/messages/:name", async (request) => {
        const { id } = await clientOf(request.params.name).messages.send(bodyOf(request));
        return { id };
      });
    },
    { prefix: setup.prefix },
  );
  return {
    url: await app.listen({ port: 0, host: "127.0.0.1" }),
    client: app.sendo,
    clientOf,
    close: () => app.close(),
  };
}

// Fastify has a JSON parser of its own, with a limit of 1 MiB. "none" is an app that uses nothing else.
function parserInFront(app: FastifyInstance, parser: HostParser): void {
  if (parser === "json") {
    app.removeContentTypeParser("application/json");
    app.addContentTypeParser("application/json", { parseAs: "string" }, app.getDefaultJsonParser("error", "error"));
  }
  if (parser === "raw") {
    app.removeAllContentTypeParsers();
    app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
  }
}
