import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import * as core from "../index.js";
import { ERROR_MESSAGES } from "./error-codes.js";
import {
  isOutcomeUnknown,
  isSendoError,
  SendoConnectionError,
  SendoServerError,
  SendoValidationError,
} from "./errors.js";

describe("SendoError", () => {
  test("prints what is known, once, and nothing that is not", () => {
    const error = new SendoServerError({ code: "server_error", outcome: "unknown", attempts: 1, httpStatus: 500 });
    expect(error.name).toBe("SendoServerError");
    expect(Object.keys(error).sort()).toEqual(["attempts", "code", "httpStatus", "outcome", "retryable"]);
    expect(inspect(error)).not.toContain("undefined");
    expect(JSON.parse(JSON.stringify(error))).toEqual({
      name: "SendoServerError",
      code: "server_error",
      message: ERROR_MESSAGES.server_error,
      outcome: "unknown",
      retryable: false,
      attempts: 1,
      httpStatus: 500,
    });
  });

  test("has its name written out, whatever a minifier calls the class", () => {
    const classes = Object.entries(core).filter(
      ([, value]) => (value as { prototype?: unknown }).prototype instanceof Error,
    );
    expect(classes.length).toBeGreaterThan(15);
    for (const [name, { prototype }] of classes as [string, { prototype: Error }][])
      expect(Object.getOwnPropertyDescriptor(prototype, "name")?.value, name).toBe(name);
  });

  test("has no field that a web framework would forward", () => {
    for (const name of ["status", "statusCode", "headers", "expose"]) {
      expect(new SendoServerError({ code: "server_error", httpStatus: 500 })).not.toHaveProperty(name);
    }
  });

  test("keeps of a cause what looks like a name or a code, and nothing else of it", () => {
    const cause = Object.assign(new TypeError("key sandbox_secret"), {
      code: "ECONNRESET",
      syscall: "read",
      request: { headers: { authorization: "Bearer sandbox_secret" } },
    });
    const error = new SendoConnectionError({ code: "connection_lost", cause });
    expect(error.cause).toBeInstanceOf(Error);
    expect({ ...(error.cause as Error) }).toEqual({ name: "TypeError", code: "ECONNRESET", syscall: "read" });
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain("sandbox_secret");

    const spiteful = { name: "call +12065550142 now", code: "+12065550142", syscall: "x".repeat(99) };
    const { cause: reduced } = new SendoConnectionError({ code: "connection_lost", cause: spiteful });
    expect({ ...(reduced as Error) }).toEqual({ name: "Error" });
  });

  test("a cause is an Error that says system call and code (pino-std-serializers#158, sentry-javascript#1401)", () => {
    const refused = Object.assign(new Error("connect ECONNREFUSED 10.0.0.1:443"), {
      code: "ECONNREFUSED",
      syscall: "connect",
    });
    const { cause } = new SendoConnectionError({ code: "connection_failed", cause: refused });
    expect(cause).toBeInstanceOf(Error);
    expect((cause as Error).message).toBe("connect ECONNREFUSED");
    expect((cause as Error).stack).toBe("Error: connect ECONNREFUSED");
    expect(JSON.parse(JSON.stringify({ cause }))).toEqual({
      cause: { name: "Error", code: "ECONNREFUSED", syscall: "connect" },
    });
  });

  test("every message is constant and names no value", () => {
    for (const message of Object.values(ERROR_MESSAGES)) expect(message).toMatch(/^[A-Z`].*\.$/);
  });

  test("is recognized by its brand", () => {
    const unknown = new SendoServerError({ code: "server_error", outcome: "unknown" });
    expect([isSendoError(unknown), isOutcomeUnknown(unknown)]).toEqual([true, true]);
    expect(isOutcomeUnknown(new SendoValidationError([], "not-sent"))).toBe(false);
    expect([null, undefined, 5, {}, new Error("x")].some(isSendoError)).toBe(false);
  });
});
