import { fileURLToPath } from "node:url";
import { inspect } from "node:util";
import * as core from "@sendo/core";
import type { ErrorRequestHandler } from "express";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { sendo, sendoWebhooks } from "../src/index.js";
import { EXPRESS_VERSIONS } from "./express-versions.js";
import { listen } from "./listen.js";

const KEY = "sandbox_k3y-c4n4ry";
const REPOSITORY = fileURLToPath(new URL("../../..", import.meta.url));
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
    ? // A rule never contains a value, and the first one is part of the message.
      new Class([{ path: "to", message: "must be E.164" }], "not-sent")
    : new Class({
        code: "server_error",
        outcome: "unknown",
        httpStatus: 418,
        detail: CANARY,
        reference: CANARY,
        cause: new Error(CANARY),
      });

// Express prints after it has answered.
let printed: Promise<string>;
beforeEach(() => {
  printed = new Promise((resolve) => {
    vi.spyOn(console, "error").mockImplementation((...line) => resolve(line.map(String).join(" ")));
  });
});
afterEach(() => void vi.restoreAllMocks());

describe.each(EXPRESS_VERSIONS)("%s", (_version, express) => {
  describe.each(["development", "production"])("in %s mode", (mode) => {
    it.each(ERRORS)("an unhandled %s is a plain 500 that tells nothing", async (name, Class) => {
      const app = express();
      app.set("env", mode);
      app.use(sendo({ apiKey: KEY, baseUrl: "https://127.0.0.1:9" }));
      app.post("/", (req, _res, next) => next(Object.assign(make(Class), { seen: req.sendo !== undefined })));
      const answer = await fetch(await listen(app), { method: "POST" });

      expect(answer.status).toBe(500);
      // Without what may hold any digits by chance: how long the page is, and where on this machine the code lies.
      const headers = [...answer.headers].filter(([name]) => name !== "content-length");
      const shown = [await answer.text(), JSON.stringify(headers), await printed].join("\n").replaceAll(REPOSITORY, "");
      expect(shown).not.toMatch(/c4n4ry|0187|418|outcome|httpStatus/);
      // The class and the constant message are Express' own habit in development, and are safe.
      if (mode === "development") expect(shown).toContain(name);
    });
  });

  it("a rejected token and a message body stay out of responses and logs, and a handler's error out of the app's error handlers", async () => {
    const app = express();
    const passedOn: unknown[] = [];
    const lines: unknown[] = [];
    const write = (...line: unknown[]): void => void lines.push(line);
    app.post(
      "/hook",
      sendoWebhooks({
        tokens: TOKEN,
        logger: { debug: write, info: write, warn: write, error: write },
        on: {
          "message.incoming": () => {
            throw new Error("no database");
          },
        },
      }),
    );
    app.use(((error, _req, _res, next) => {
      passedOn.push(error);
      next(error);
    }) as ErrorRequestHandler);
    const url = `${await listen(app)}/hook`;
    const event = { id: "e", type: "message.incoming", message: { id: "m", from: PHONE, body: CANARY } };
    const deliver = async (token: string): Promise<string> => {
      const answer = await fetch(url, {
        method: "POST",
        headers: { "x-webhook-token": token },
        body: JSON.stringify(event),
      });
      return `${answer.status} ${await answer.text()} ${JSON.stringify([...answer.headers])}`;
    };
    const shown = [await deliver(TOKEN), await deliver("wr0ng-c4n4ry"), inspect(lines, { depth: 9 })].join("\n");
    expect(shown).toMatch(/^500 /);
    expect(shown).toMatch(/\n401 /);
    expect(shown).not.toMatch(/c4n4ry|0187/);
    expect(shown).toMatch(/err: Error: no database\n +at /);
    expect(passedOn).toEqual([]);
  });
});
