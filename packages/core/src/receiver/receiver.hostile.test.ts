import { inspect } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { HttpRequestLike } from "../http/http.js";
import { isSendoError } from "../errors/errors.js";
import { memoryDedupeStore } from "../stores/memory-dedupe-store.js";
import { resolveWebhookTokens } from "./tokens.js";
import { bench, delivery, incoming, status, TOKEN } from "../../test/support/deliveries.js";

const REPLY_BODIES = new Set(
  ["ok", "invalid_body", "unauthorized", "method_not_allowed", "too_large", "failed", "busy", "unavailable"].map(
    (word) => (word === "ok" ? '{"ok":true}' : `{"error":"${word}"}`),
  ),
);

const strings = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.constantFrom("", TOKEN, `${TOKEN},${TOKEN}`, TOKEN.slice(1), "__proto__"),
);
const key = fc.oneof(
  fc.string(),
  fc.constantFrom("id", "type", "message", "metadata", "status", "__proto__", "constructor", "toString"),
);
const json = fc.letrec((tie) => ({
  value: fc.oneof({ maxDepth: 4 }, fc.constantFrom(null, true, 0, -1, 1e308), strings, tie("list"), tie("object")),
  list: fc.array(tie("value"), { maxLength: 4 }),
  object: fc.dictionary(key, tie("value"), { maxKeys: 5, noNullPrototype: false }),
}));
const eventLike = fc
  .tuple(fc.constantFrom("message.incoming", "message.status", "recipient.optout", "x", "constructor"), json.object)
  .map(([type, fields]) => ({ ...(fields as object), type }));
const bodies = fc.oneof(
  json.value,
  eventLike,
  eventLike.map((event) => JSON.stringify(event)),
  eventLike.map((event) => Buffer.from(JSON.stringify(event))),
  fc.uint8Array({ maxLength: 300 }),
  fc.constantFrom(undefined, Symbol("x"), () => {}, 1n, new Map(), new Date(Number.NaN), /x/),
  fc.constant(Buffer.from(JSON.stringify(incoming()), "utf16le")),
);
const headers = fc.oneof(
  fc.constant({ "x-webhook-token": TOKEN }),
  fc.dictionary(
    fc.oneof(
      fc.constantFrom("x-webhook-token", "X-Webhook-Token", "X-WEBHOOK-TOKEN", "content-type", "__proto__"),
      fc.string(),
    ),
    fc.oneof(strings, fc.array(strings, { maxLength: 3 }), fc.constant(undefined)),
    { maxKeys: 4, noNullPrototype: false },
  ),
);
const readers = fc.oneof(
  fc.constant(undefined),
  fc.uint8Array({ maxLength: 400 }).map((bytes) => async () => bytes),
  fc.constant(() => Promise.reject(new Error("cut"))),
  fc.constant(() => Promise.resolve(undefined as unknown as Uint8Array)),
);
const requests = fc.record({
  method: fc.oneof(fc.constant("POST"), strings),
  headers,
  body: bodies,
  readBody: readers,
});

/** Whether the header proves the token by the rules: one header, one value, exactly the token. */
function isProven(given: HttpRequestLike["headers"]): boolean {
  const values = Object.entries(given).flatMap(([name, value]) =>
    name.toLowerCase() === "x-webhook-token"
      ? Array.isArray(value)
        ? (value as string[])
        : [value as string | undefined]
      : [],
  );
  const present = values.filter((value) => value !== undefined);
  return present.length === 1 && present[0] === TOKEN;
}

describe("hostile deliveries", () => {
  it("never make it throw, are answered in constant words, and reach no handler without the token", async () => {
    let handled = 0;
    const count = (): void => void (handled += 1);
    const { receiver } = bench({
      maxBodyBytes: 300,
      on: { "message.incoming": count, "message.status": count, "recipient.optout": count },
      onUnknown: count,
    });
    let accepted = 0;
    await fc.assert(
      fc.asyncProperty(requests, async (request) => {
        const before = handled;
        const reply = await receiver.receive(request);
        expect(REPLY_BODIES).toContain(reply.body);
        if (!isProven(request.headers) || request.method.toUpperCase() !== "POST") {
          expect([401, 405]).toContain(reply.httpStatus);
          expect(handled).toBe(before);
        } else {
          accepted += 1;
          expect([200, 400, 413]).toContain(reply.httpStatus);
        }
      }),
      { numRuns: 2000 },
    );
    expect(accepted).toBeGreaterThan(20);
    expect(Object.prototype).not.toHaveProperty("id");
  });

  it("with the right token are understood or rejected, and nothing between", async () => {
    let seen: Record<string, unknown> | undefined;
    const keep = (event: object): void => void (seen = event as Record<string, unknown>);
    const on = { "message.incoming": keep, "message.status": keep, "recipient.optout": keep };
    await fc.assert(
      fc.asyncProperty(bodies, async (body) => {
        seen = undefined;
        const { receiver } = bench({ on, onUnknown: keep, dedupe: memoryDedupeStore() });
        const { httpStatus } = await receiver.receive(delivery(body));
        expect([200, 400]).toContain(httpStatus);
        expect(httpStatus === 200).toBe(seen !== undefined);
        if (seen !== undefined) {
          expect(typeof (seen as { type?: unknown }).type).toBe("string");
          expect(Object.getPrototypeOf(seen)).toBe(Object.prototype);
        }
      }),
      { numRuns: 1500 },
    );
  });

  it.each([
    ["no request", undefined],
    ["no headers", { method: "POST" }],
    [
      "headers that throw",
      {
        method: "POST",
        headers: new Proxy(
          {},
          {
            ownKeys: () => {
              throw new Error(TOKEN);
            },
          },
        ),
      },
    ],
    ["no method", { headers: {} }],
  ])("answers 500 to %s", async (_, request) => {
    const { receiver, lines } = bench();
    expect(await receiver.receive(request as HttpRequestLike)).toMatchObject({
      httpStatus: 500,
      body: '{"error":"failed"}',
    });
    expect(lines).toMatchObject([{ level: "error" }]);
    expect(inspect(lines, { depth: 9, showHidden: true })).not.toContain(TOKEN);
  });
});

describe("nothing secret gets out", () => {
  const CANARIES = {
    token: TOKEN,
    wrongToken: "wr0ng-Qx27LmPz0",
    from: "+12065550142",
    to: "+14155550111",
    digits: "2065550142",
    body: "On my way c4n4ry",
    metadata: "m3ta-c4n4ry",
    address: "10.0.0.7",
    thrown: "thr0wn-c4n4ry",
    store: "st0re-c4n4ry",
  };

  it("in replies, log lines or errors, however they are printed", async () => {
    const message = {
      from: CANARIES.from,
      to: CANARIES.to,
      body: CANARIES.body,
      metadata: { [CANARIES.metadata]: CANARIES.metadata },
    };
    const event = incoming({}, message);
    const replies: unknown[] = [];
    const shown: unknown[] = [];
    const thrown: unknown[] = [];
    const nasty = Object.assign(new Error(`${CANARIES.thrown} ${CANARIES.from}`), {
      cause: new Error(CANARIES.body),
      request: event,
    });
    const store = { ...memoryDedupeStore(), done: () => Promise.reject(new Error(CANARIES.store)) };
    const send = async (options: Parameters<typeof bench>[0], ...sent: HttpRequestLike[]): Promise<void> => {
      const { receiver, lines, failures, clock } = bench(options);
      for (const request of sent) replies.push(await receiver.receive(request));
      await clock.advance(60_000);
      // What a handler has thrown is the app's own, and goes to the app's log whole.
      const ours = lines.map(({ fields: { err, ...fields }, ...line }) => {
        if (fields.code === "webhook_handler_failed" && err !== undefined) thrown.push(err);
        return { ...line, fields };
      });
      shown.push(
        ours,
        failures.map(({ error }) => error),
        receiver,
      );
    };

    const wrong = (value: string | string[]) =>
      delivery(event, { headers: { "x-webhook-token": value, "x-forwarded-for": CANARIES.address } });
    await send(
      {},
      wrong(CANARIES.wrongToken),
      wrong([TOKEN, TOKEN]),
      wrong(`${TOKEN}, ${TOKEN}`),
      wrong(CANARIES.wrongToken),
    );
    await send({}, delivery(JSON.stringify(event).slice(0, -5)), delivery([event]), delivery(event, { method: "PUT" }));
    await send({}, delivery(undefined, { readBody: () => Promise.reject(nasty) }), delivery(event));
    await send({ maxBodyBytes: 10 }, delivery(undefined, { readBody: async () => Buffer.from(JSON.stringify(event)) }));
    await send({ on: { "message.incoming": () => Promise.reject(nasty) } }, delivery(event));
    await send({ on: { "message.incoming": () => {} }, dedupe: store }, delivery(event));
    await send(
      { on: { "message.status": () => {} } },
      delivery(status({ [CANARIES.body]: 1 }, { id: CANARIES.from }, { ...message, errorCode: [CANARIES.body] })),
    );
    await send(
      { onError: () => Promise.reject(nasty), on: { "message.incoming": () => Promise.reject(nasty) } },
      delivery(event),
    );
    for (const tokens of [`${TOKEN} `, [TOKEN, `${TOKEN},`], { name: TOKEN, token: TOKEN }]) {
      try {
        resolveWebhookTokens(tokens, undefined);
      } catch (error) {
        shown.push(error);
      }
    }

    expect(thrown).toHaveLength(2);
    for (const error of thrown) expect(error).toBe(nasty);
    const errors = shown.flat().filter(isSendoError);
    expect(errors.length).toBeGreaterThanOrEqual(9);
    const printed = [
      ...[...replies, ...shown].flatMap((value) => [
        inspect(value, { depth: 20, showHidden: true }),
        JSON.stringify(value),
      ]),
      ...errors.flatMap((error) => [
        String(error),
        error.stack ?? "",
        inspect(error.cause),
        JSON.stringify(error.toJSON()),
      ]),
    ].join("\n");
    for (const [name, canary] of Object.entries(CANARIES)) expect(printed.includes(canary), name).toBe(false);
    // What is printed is not empty either: it says what happened, and to which event.
    expect(printed).toContain(event.id);
    for (const code of [
      "webhook_token_invalid",
      "webhook_body_invalid",
      "webhook_handler_failed",
      "webhook_dedupe_failed",
    ]) {
      expect(printed).toContain(code);
    }
  });
});
