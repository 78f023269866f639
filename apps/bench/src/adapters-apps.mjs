// The apps of `adapters`: each framework as its adapter is tested with it, and what each kind of app has in front of the same routes.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { Webhooks } from "@octokit/webhooks";
import { sendo as expressSendo, sendoErrorHandler, sendoWebhooks as expressWebhooks } from "@sendo/express";
import { sendo as fastifySendo, sendoErrorHandler as fastifyErrors, sendoWebhooks } from "@sendo/fastify";
import { OnSendoEvent, SendoExceptionFilter, SendoModule } from "@sendo/nestjs";
import { Webhook } from "svix";

// From where the adapters find them: Nest must be there once.
const from = (name) => createRequire(new URL(`../../../packages/${name}/package.json`, import.meta.url));
const express = from("express")("express");
const Fastify = from("fastify")("fastify");
const nest = from("nestjs");
const versionOf = (load, name) => JSON.parse(readFileSync(load.resolve(`${name}/package.json`), "utf8")).version;
const { Controller, Get, HttpCode, Module, Post, RawBody, Req } = nest("@nestjs/common");
const { NestFactory } = nest("@nestjs/core");
const { ExpressAdapter } = nest("@nestjs/platform-express");
const { FastifyAdapter } = nest("@nestjs/platform-fastify");

export const TOKEN = "k3Yw9TbQx27LmPz0";
export const OCTOKIT_SECRET = "octokit-k3Yw9TbQx27LmPz0";
export const SVIX_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/** @type {Record<string, string>} */
export const FRAMEWORKS = {
  express: `Express ${versionOf(from("express"), "express")}`,
  fastify: `Fastify ${versionOf(from("fastify"), "fastify")}`,
  "nest-express": `Nest ${versionOf(nest, "@nestjs/core")} on Express`,
  "nest-fastify": `Nest ${versionOf(nest, "@nestjs/core")} on Fastify`,
};

const client = { apiKey: "sandbox_bench", baseUrl: "https://127.0.0.1:9" };
const handled = { count: 0 };
const handle = async () => void (handled.count += 1);
const svix = new Webhook(SVIX_SECRET);
const octokit = new Webhooks({ secret: OCTOKIT_SECRET });
octokit.on("push", handle);

// What a user of each writes in a route: check, parse, handle.
const checks = {
  bare: async (body) => void (typeof body.type === "string" && (await handle(body))),
  svix: async (raw, headers) => void (await handle(svix.verify(raw, headers))),
  octokit: (raw, headers) =>
    octokit.verifyAndReceive({
      id: headers["x-github-delivery"],
      name: headers["x-github-event"],
      payload: raw.toString(),
      signature: headers["x-hub-signature-256"],
    }),
};

/** Builds one app and listens. `mounted` of `plain`: with everything that the adapter has; the others have one webhook route. */
export async function startApp(framework, kind) {
  const start = { express: startExpress, fastify: startFastify }[framework] ?? startNest;
  return { port: await start(kind, framework), handled };
}

async function startExpress(kind) {
  const app = express();
  app.disable("x-powered-by");
  if (kind === "mounted") app.use(expressSendo(client));
  if (kind === "mounted" || kind === "sendo") {
    app.post("/hook", expressWebhooks({ tokens: TOKEN, on: { "message.incoming": handle } }));
  }
  if (kind === "sendo-parsed") {
    app.post("/hook", express.json(), expressWebhooks({ tokens: TOKEN, on: { "message.incoming": handle } }));
  }
  if (kind === "bare")
    app.post("/hook", express.json(), (req, res) => checks.bare(req.body).then(() => res.json({ ok: true })));
  if (kind === "svix" || kind === "octokit") {
    const raw = express.raw({ type: "application/json" });
    app.post("/hook", raw, (req, res) => checks[kind](req.body, req.headers).then(() => res.json({ ok: true })));
  }
  app.get("/hello", (_req, res) => void res.json({ hello: "world" }));
  if (kind === "mounted") app.use(sendoErrorHandler());
  return new Promise((resolve) => {
    const server = app.listen(0, "127.0.0.1", () => resolve(server.address().port));
  });
}

async function startFastify(kind) {
  const app = Fastify();
  if (kind === "mounted") await app.register(fastifySendo, client);
  if (kind === "mounted") app.setErrorHandler(fastifyErrors());
  if (kind === "mounted" || kind === "sendo") {
    await app.register(sendoWebhooks, { path: "/hook", tokens: TOKEN, on: { "message.incoming": handle } });
  }
  if (kind === "bare") app.post("/hook", async ({ body }) => checks.bare(body).then(() => ({ ok: true })));
  if (kind === "svix" || kind === "octokit") {
    app.removeContentTypeParser("application/json");
    app.addContentTypeParser("application/json", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
    app.post("/hook", async ({ body, headers }) => checks[kind](body, headers).then(() => ({ ok: true })));
  }
  app.get("/hello", async () => ({ hello: "world" }));
  await app.listen({ port: 0, host: "127.0.0.1" });
  return app.server.address().port;
}

async function startNest(kind, framework) {
  const isRaw = kind === "svix" || kind === "octokit";
  class Routes {
    hello() {
      return { hello: "world" };
    }
    async hook(request, raw) {
      await checks[kind](isRaw ? raw : request.body, request.headers);
      return { ok: true };
    }
  }
  route(Routes, "hello", [Get("hello")]);
  if (isRaw || kind === "bare") {
    route(Routes, "hook", [Post("hook"), HttpCode(200)], [Req(), RawBody()]);
  }
  Controller()(Routes);
  class Handlers {}
  Handlers.prototype.on = handle;
  const hasSendo = kind === "mounted" || kind === "sendo";
  if (hasSendo) route(Handlers, "on", [OnSendoEvent("message.incoming")]);
  class AppModule {}
  Module({
    imports: hasSendo ? [SendoModule.forRoot({ ...client, webhooks: { path: "hook", tokens: TOKEN } })] : [],
    controllers: [Routes],
    providers: hasSendo ? [Handlers] : [],
  })(AppModule);
  const adapter = framework === "nest-express" ? new ExpressAdapter() : new FastifyAdapter();
  const app = await NestFactory.create(AppModule, adapter, { logger: false, rawBody: isRaw });
  if (kind === "mounted") app.useGlobalFilters(new SendoExceptionFilter());
  await app.listen(0, "127.0.0.1");
  return app.getHttpServer().address().port;
}

/** Decorates a method as the compiler would. */
function route({ prototype }, name, decorators, parameters = []) {
  const descriptor = Object.getOwnPropertyDescriptor(prototype, name);
  parameters.forEach((parameter, index) => parameter(prototype, name, index));
  for (const decorate of decorators) decorate(prototype, name, descriptor);
}
