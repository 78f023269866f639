import { Sendo, type SendoConfigError } from "@sendo/core";
import type { ErrorReplyOptions } from "@sendo/core/adapter";
import Fastify, { type FastifyInstance } from "fastify";
import { describe, expect, it, onTestFinished } from "vitest";
import { sendo, sendoErrorHandler } from "../src/index.js";
import { withoutNumbersOfTheMachine } from "./without-numbers-of-the-machine.js";

const LOCAL = { apiKey: "sandbox_a", baseUrl: "https://127.0.0.1:9", retry: false } as const;
const MESSAGE = { to: "+12065550187", body: "Your table is ready c4n4ry", campaign: "U7fQ39nX" };

function thrownBy(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    return error;
  }
}
const sendoError = thrownBy(() => new Sendo({ ...LOCAL, apiKey: "two words" }));

// Not returned by itself: an app is a thenable, and awaiting it would start it before its handler is set.
async function startApp(options: ErrorReplyOptions = {}, lines: string[] = []): Promise<{ app: FastifyInstance }> {
  const app = Fastify({ logger: { level: "info", stream: { write: (line: string) => void lines.push(line) } } });
  onTestFinished(() => app.close());
  app.setErrorHandler(sendoErrorHandler(options));
  await app.register(sendo, LOCAL);
  app.post<{ Body: typeof MESSAGE }>("/messages", async (request) => app.sendo.messages.send(request.body));
  return { app };
}
const post = (app: FastifyInstance, payload: object) => app.inject({ method: "POST", url: "/messages", payload });

describe("sendoErrorHandler", () => {
  it("answers for Sendo errors, as core words it", async () => {
    const { app } = await startApp();
    const failed = await post(app, MESSAGE);
    expect([failed.statusCode, failed.body]).toEqual([502, '{"error":"messaging_failed"}']);
    expect(failed.headers["content-type"]).toBe("application/json; charset=utf-8");
    const invalid = await post(app, { ...MESSAGE, to: "0206" });
    expect([invalid.statusCode, invalid.body]).toEqual([500, '{"error":"internal_error"}']);
  });

  it("names the fields where the app asks for it", async () => {
    const { app } = await startApp({ validation: true });
    const invalid = await post(app, { ...MESSAGE, to: "0206" });
    expect(invalid.statusCode).toBe(422);
    expect(invalid.json()).toMatchObject({ error: "invalid_input", issues: [{ path: "to" }] });
  });

  it("logs the errors that it handles at Fastify's own levels, without phone number or message body", async () => {
    const lines: string[] = [];
    const { app } = await startApp({ validation: true }, lines);
    const logged = () => lines.map((line) => JSON.parse(line)).filter((line) => "err" in line);
    await post(app, MESSAGE);
    expect(logged()).toMatchObject([{ level: 50, err: { code: "connection_failed", outcome: "not-sent" } }]);
    await post(app, { ...MESSAGE, to: "0206" });
    expect(logged()[1]).toMatchObject({ level: 30, err: { code: "invalid_input" } });
    expect(lines.map(withoutNumbersOfTheMachine).join()).not.toMatch(/c4n4ry|0187|0206|sandbox_a/);
  });

  it("leaves other errors to the handler of the scope above, and to Fastify's own", async () => {
    const app = Fastify();
    onTestFinished(() => app.close());
    const other = Object.assign(new Error("theirs"), { statusCode: 409 });
    app.setErrorHandler((error, _request, reply) => reply.code(400).send(`above: ${(error as Error).message}`));
    await app.register(async (scope) => {
      scope.setErrorHandler(sendoErrorHandler());
      scope.get("/other", () => Promise.reject(other));
      scope.get("/ours", () => Promise.reject(sendoError as SendoConfigError));
    });
    expect((await app.inject("/other")).body).toBe("above: theirs");
    expect((await app.inject("/ours")).body).toBe('{"error":"internal_error"}');

    const alone = Fastify();
    onTestFinished(() => alone.close());
    alone.setErrorHandler(sendoErrorHandler());
    alone.get("/other", () => Promise.reject(other));
    alone.post("/json", () => "never");
    const answer = await alone.inject("/other");
    expect([answer.statusCode, answer.json()]).toEqual([
      409,
      { statusCode: 409, error: "Conflict", message: "theirs" },
    ]);
    const headers = { "content-type": "application/json" };
    expect((await alone.inject({ method: "POST", url: "/json", headers, payload: "{" })).statusCode).toBe(400);
    expect((await alone.inject("/nowhere")).statusCode).toBe(404);
  });

  it("may be the handler of one route, and answers though the app has a serializer", async () => {
    const app = Fastify();
    onTestFinished(() => app.close());
    app.setReplySerializer((payload) => JSON.stringify({ wrapped: payload }));
    app.get("/ours", { errorHandler: sendoErrorHandler() }, () => Promise.reject(sendoError as SendoConfigError));
    app.get("/bare", () => ({ a: 1 }));
    expect((await app.inject("/ours")).body).toBe('{"error":"internal_error"}');
    expect((await app.inject("/bare")).body).toBe('{"wrapped":{"a":1}}');
  });
});
