// Copied into the consumer's project and run there, once with import and once with require: no path of ours is in reach.
import assert from "node:assert/strict";
import { once } from "node:events";

/** @param load how this consumer loads a package: `import` or `require` */
export async function smoke(load) {
  const { Sendo } = await load("@sendo/core");
  const { createGate } = await load("@sendo/core/gate");
  const { toHttpRequest } = await load("@sendo/core/adapter");
  const { fakeSendo } = await load("@sendo/core/testing");
  assert.ok(Object.keys(await load("@sendo/core/phone")).length > 0);
  const { redisIdempotencyStore } = await load("@sendo/redis");
  const { createOutbox } = await load("@sendo/bullmq");
  const { SendoOutboxModule } = await load("@sendo/bullmq/nestjs");
  const { createVerifier } = await load("@sendo/verify");
  for (const made of [
    createVerifier,
    createOutbox,
    SendoOutboxModule,
    redisIdempotencyStore,
    createGate,
    toHttpRequest,
    fakeSendo,
  ])
    assert.equal(typeof made, "function");

  const { startSandbox } = await load("@sendo/sandbox");
  const sandbox = await startSandbox();
  const text = (body) => ({ to: "+12065550142", body });
  try {
    const client = new Sendo(sandbox.clientOptions);
    assert.ok((await client.messages.send(text("core"))).id);

    const { ca: _, ...untrusting } = sandbox.clientOptions;
    const stranger = new Sendo({ ...untrusting, retry: { notSent: 0 } });
    await assert.rejects(stranger.messages.send(text("nobody vouches")), (error) => error.outcome === "not-sent");
    await stranger.close();

    await onExpress(load, client, text("express"));
    await onFastify(load, client, text("fastify"));
    await onNest(load, client, text("nestjs"));
    await client.close();
    assert.deepEqual(
      sandbox.messages().map(({ body }) => body),
      ["core", "express", "fastify", "nestjs"],
    );
  } finally {
    await sandbox.close();
  }
}

async function post(url) {
  const reply = await globalThis.fetch(url, { method: "POST" });
  assert.ok(reply.ok, `${url} answered ${reply.status}`);
  assert.ok((await reply.json()).id);
}

async function onExpress(load, client, input) {
  const express = await load("express");
  const { sendo } = await load("@sendo/express");
  const app = (express.default ?? express)();
  app.use(sendo({ client }));
  app.post("/send", async (req, res) => res.json(await req.sendo.messages.send(input)));
  const server = app.listen(0, "127.0.0.1");
  await once(server, "listening");
  await post(`http://127.0.0.1:${server.address().port}/send`);
  server.close();
}

async function onFastify(load, client, input) {
  const { fastify } = await load("fastify");
  const { sendo } = await load("@sendo/fastify");
  const app = fastify();
  await app.register(sendo, { client });
  app.post("/send", async () => app.sendo.messages.send(input));
  await post(`${await app.listen({ port: 0, host: "127.0.0.1" })}/send`);
  await app.close();
}

async function onNest(load, client, input) {
  await load("reflect-metadata");
  const { Controller, Module, Post } = await load("@nestjs/common");
  const { NestFactory } = await load("@nestjs/core");
  const { InjectSendo, SendoModule } = await load("@sendo/nestjs");
  class Texts {
    constructor(sendo) {
      this.sendo = sendo;
    }
    send() {
      return this.sendo.messages.send(input);
    }
  }
  // Decorators by hand, as a compiler would apply them.
  InjectSendo()(Texts, undefined, 0);
  Post("send")(Texts.prototype, "send", Object.getOwnPropertyDescriptor(Texts.prototype, "send"));
  Controller()(Texts);
  class App {}
  Module({ imports: [SendoModule.forRoot({ client })], controllers: [Texts] })(App);
  const app = await NestFactory.create(App, { logger: false, abortOnError: false });
  await app.listen(0, "127.0.0.1");
  await post(`${await app.getUrl()}/send`);
  await app.close();
}
