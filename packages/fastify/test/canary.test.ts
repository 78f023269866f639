import * as core from "@sendo/core";
import Fastify from "fastify";
import { describe, expect, it, onTestFinished } from "vitest";
import { sendo, sendoErrorHandler, sendoWebhooks } from "../src/index.js";
import { withoutNumbersOfTheMachine } from "./without-numbers-of-the-machine.js";

const KEY = "sandbox_k3y-c4n4ry";
const TOKEN = "t0ken-c4n4ry";
const PHONE = "+12065550187";
const CANARY = `c4n4ry ${KEY} ${PHONE}`;

type AnyError = new (init: unknown, outcome?: unknown) => core.SendoError;
const ERRORS = Object.entries(core).filter(
  ([name, value]) =>
    typeof value === "function" && (value.prototype as unknown) instanceof core.SendoError && name !== "SendoApiError",
) as unknown as [string, AnyError][];

const make = (Class: AnyError): core.SendoError =>
  Class === (core.SendoValidationError as unknown)
    ? new Class([{ path: "to", message: "is wrong" }], "not-sent")
    : new Class({
        code: "server_error",
        outcome: "unknown",
        httpStatus: 418,
        detail: "upstream's words",
        reference: "order-1007",
        cause: new Error(CANARY),
      });

function loggingApp() {
  const lines: string[] = [];
  const write = (line: string) => void lines.push(withoutNumbersOfTheMachine(line));
  const app = Fastify({ logger: { level: "trace", stream: { write } } });
  onTestFinished(() => app.close());
  return { app, lines };
}

describe("what leaves the process", () => {
  it.each(ERRORS)(
    "an unhandled %s is a 500 with the constant message, to Fastify's default handler",
    async (_, Class) => {
      const { app, lines } = loggingApp();
      await app.register(sendo, { apiKey: KEY, baseUrl: "https://127.0.0.1:9" });
      const error = make(Class);
      app.get("/", async () => {
        throw error;
      });
      const answer = await app.inject("/");
      expect(answer.statusCode).toBe(500);
      const { code, message } = error;
      expect(answer.json()).toEqual({ statusCode: 500, code, error: "Internal Server Error", message });
      expect(JSON.stringify(answer.headers)).not.toMatch(/upstream|order-1007|418/);
      expect(lines.join()).toContain(code);
      expect(lines.join()).not.toMatch(/c4n4ry|0187/);
    },
  );

  it.each(ERRORS)("a %s that sendoErrorHandler answers for tells less", async (_, Class) => {
    const { app, lines } = loggingApp();
    app.setErrorHandler(sendoErrorHandler());
    const error = make(Class);
    app.get("/", async () => {
      throw error;
    });
    const answer = await app.inject("/");
    expect(answer.body).toMatch(/^\{"error":"(message_outcome_unknown|internal_error)"\}$/);
    expect(JSON.stringify(answer.headers)).not.toMatch(/upstream|order-1007|418/);
    expect(lines.join()).toContain(error.code);
    expect(lines.join()).not.toMatch(/c4n4ry|0187/);
  });

  it("a rejected token and a message body stay out of responses and logs, and a handler's error out of the app's error handlers", async () => {
    const { app, lines } = loggingApp();
    const passedOn: unknown[] = [];
    app.setErrorHandler((error, _request, reply) => {
      passedOn.push(error);
      return reply.send("app's");
    });
    await app.register(sendoWebhooks, {
      path: "/hook",
      tokens: TOKEN,
      on: {
        "message.incoming": () => {
          throw new Error("no database");
        },
      },
    });
    const payload = { id: "e", type: "message.incoming", message: { id: "m", from: PHONE, body: CANARY } };
    const deliver = async (token: string): Promise<string> => {
      const headers = { "x-webhook-token": token };
      const answer = await app.inject({ method: "POST", url: "/hook", headers, payload });
      return `${answer.statusCode} ${answer.body} ${JSON.stringify(answer.headers)}`;
    };
    const shown = [await deliver(TOKEN), await deliver("wr0ng-c4n4ry")].join("\n");
    expect(shown).toMatch(/^500 /);
    expect(shown).toMatch(/\n401 /);
    expect(lines.join()).toContain("webhook_handler_failed");
    expect(lines.join()).toContain("webhook_token_invalid");
    expect(shown + lines.join()).not.toMatch(/c4n4ry|0187/);
    expect(shown).not.toContain("no database");
    expect(lines.join()).toMatch(/"err":\{"type":"Error","message":"no database","stack":"Error: no database\\n +at /);
    expect(passedOn).toEqual([]);
  });
});
