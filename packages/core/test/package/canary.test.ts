import diagnostics from "node:diagnostics_channel";
import { inspect } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createGuard } from "../../src/guard/index.js";
import { memoryIdempotencyStore, Sendo, type SendoOptions, type SendoValidationError } from "../../src/index.js";
import { answer, startCountingServer, type Behaviour, type CountingServer } from "../support/counting-server.js";

const CANARIES = {
  key: "sandbox_canary_key_7f3a",
  number: "+13105550187",
  digits: "3105550187",
  body: "the canary body sings",
  metadata: "canary-metadata-value",
  password: "canary-proxy-password",
};

let server: CountingServer;
beforeAll(async () => void (server = await startCountingServer()));
afterAll(() => server.close());

/** Everything that could end up in a log: every way of turning a value into a string, hidden fields and causes included. */
function everyRendering(value: unknown): string {
  const error = value as Error;
  return [
    inspect(value, { depth: Infinity, showHidden: true, getters: true }),
    JSON.stringify(value, (_, inner: unknown) =>
      inner instanceof Error ? { ...inner, m: inner.message, s: inner.stack } : inner,
    ),
    String(value),
    error?.stack,
    inspect(error?.cause, { depth: Infinity, showHidden: true }),
    JSON.stringify(Object.getOwnPropertyDescriptors(value ?? {})),
  ].join("\n");
}

function expectNoCanary(rendering: string): void {
  for (const [name, canary] of Object.entries(CANARIES)) expect(rendering.includes(canary), name).toBe(false);
}

const echo = `refused ${CANARIES.key} for ${CANARIES.number} (${CANARIES.digits}, 310-555-0187): ${CANARIES.body} ${CANARIES.metadata}`;

const failures: Record<string, [Behaviour, SendoOptions?]> = {
  ...Object.fromEntries(
    [400, 401, 403, 404, 422, 429, 500, 307].map((status) => [
      `a ${status} that echoes everything`,
      [(_, response) => answer(response, status, { error: echo }, { "retry-after": "9" }), { retry: false }] as [
        Behaviour,
        SendoOptions,
      ],
    ]),
  ),
  "success: false": [(_, response) => answer(response, 200, { success: false, error: echo })],
  "a reset": [(_, __, connection) => connection.reset()],
  "no JSON": [(_, response) => answer(response, 200, echo)],
  "a timeout": [() => {}, { timeoutMs: 40 }],
};

test.each(Object.entries(failures))(
  "neither error nor log of %s shows the key, the number, the message body or the metadata",
  async (name, [behaviour, options]) => {
    const lines: unknown[] = [];
    const log = (...line: unknown[]): void => void lines.push(line);
    const traces: unknown[] = [];
    const listeners = { asyncEnd: (trace: unknown): void => void traces.push(trace) };
    const calls = diagnostics.tracingChannel("sendo:call");
    calls.subscribe(listeners as never);
    server.behave(behaviour);
    const sendo = new Sendo({
      apiKey: CANARIES.key,
      baseUrl: server.url,
      ca: server.ca,
      campaign: "c",
      rateLimit: { account: name },
      logger: { debug: log, info: log, warn: log, error: log },
      ...options,
    });
    const error: unknown = await sendo.messages
      .send({ to: CANARIES.number, body: CANARIES.body, metadata: { note: CANARIES.metadata } })
      .catch((reason: unknown) => reason);
    calls.unsubscribe(listeners as never);
    expect(traces).toHaveLength(1);
    for (const trace of traces) expectNoCanary(everyRendering(trace));
    expect(error).toBeInstanceOf(Error);
    expectNoCanary(everyRendering(error));
    expectNoCanary(everyRendering(sendo));
    expectNoCanary(inspect(lines, { depth: Infinity }));
    await sendo.close({ drainMs: 0 });
  },
);

test("an echoed reference is shown, because a message with an unknown outcome is looked up by it", async () => {
  server.behave((_, response) => answer(response, 400, { error: "order-1007 was refused" }));
  const sendo = new Sendo({ apiKey: CANARIES.key, baseUrl: server.url, ca: server.ca, campaign: "c" });
  const sent = sendo.messages.send({ to: CANARIES.number, body: CANARIES.body }, { reference: "order-1007" });
  expect(await sent.catch((reason: unknown) => reason)).toMatchObject({
    detail: "order-1007 was refused",
    reference: "order-1007",
  });
  await sendo.close();
});

test("an echoed error message stays useful: only the secrets are masked", async () => {
  server.behave((_, response) => answer(response, 400, { error: echo }));
  const sendo = new Sendo({ apiKey: CANARIES.key, baseUrl: server.url, ca: server.ca, campaign: "c" });
  const error = (await sendo.messages
    .send({ to: CANARIES.number, body: CANARIES.body })
    .catch((reason: unknown) => reason)) as { detail: string };
  expect(error.detail).toMatch(/^refused \[redacted\] for \+1\*+87.*: \[redacted\] canary-metadata-value$/);
  await sendo.close();
});

test.each([
  ["input", { to: "13105550187", body: CANARIES.body.repeat(100), metadata: { [CANARIES.body]: 5 } }],
  ["another field", { to: CANARIES.number, body: "", from: CANARIES.digits }],
])("a validation error names fields, not values (%s)", async (_, input) => {
  const sendo = new Sendo({ apiKey: CANARIES.key, baseUrl: server.url, ca: server.ca, campaign: "c" });
  const error: unknown = await sendo.messages.send(input as never).catch((reason: unknown) => reason);
  const rendering = everyRendering(error).replaceAll(`metadata.${CANARIES.body}`, "");
  expectNoCanary(rendering);
  await sendo.close();
});

test("the client shows nothing of its set-up, nor does a key function that fails with the key in its message", async () => {
  const apiKey = (): never => {
    throw new Error(`cannot use ${CANARIES.key}`);
  };
  const sendo = new Sendo({ apiKey, baseUrl: server.url, ca: server.ca, campaign: "c" });
  expectNoCanary(everyRendering(sendo));
  const error: unknown = await sendo.messages
    .send({ to: CANARIES.number, body: "x" })
    .catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: "config_api_key_failed" });
  expectNoCanary(everyRendering(error));
});

test("a client and its resources can be printed, logged and turned into JSON: options stay out of it", async () => {
  const connection: Record<string, unknown> = { password: CANARIES.password };
  connection.self = connection; // what JSON cannot write, as a Redis client is
  const store = memoryIdempotencyStore();
  const sendo = new Sendo({
    apiKey: "canary-live-key",
    from: CANARIES.number,
    campaign: "c",
    proxy: `http://user:${CANARIES.password}@proxy.example:3128`,
    idempotency: Object.assign(store, { connection }),
    guard: createGuard({ redirectTo: CANARIES.number }),
    rateLimit: { account: "printed" },
  });
  for (const shown of [
    sendo,
    sendo.withOptions({ campaign: "d" }),
    sendo.messages,
    sendo.webhooks,
    sendo.messages.list(),
  ])
    expectNoCanary(everyRendering(shown));
  expect(everyRendering(sendo)).not.toContain("canary-live-key");
  await sendo.close();
});

test("keys of an input, which people choose, are masked where they look like a number", async () => {
  const sendo = new Sendo({ apiKey: CANARIES.key, baseUrl: server.url, ca: server.ca, campaign: "c" });
  const input = {
    to: CANARIES.number,
    body: "Hi",
    metadata: { [CANARIES.number]: 5, orderId: 6 },
    [CANARIES.digits]: 1,
  };
  const error = (await sendo.messages.send(input as never).catch((reason: unknown) => reason)) as SendoValidationError;
  expectNoCanary(everyRendering(error));
  expect(error.issues.map(({ path }) => path)).toContain("metadata.orderId");
  await sendo.close();
});

test("an answer in another form is logged by the names of its fields, and by no key of its metadata", async () => {
  const lines: unknown[] = [];
  const log = (...line: unknown[]): void => void lines.push(line);
  server.behave((_, response) =>
    answer(response, 200, { message: { id: "m", to: 5, metadata: { [CANARIES.number]: 1, [CANARIES.body]: 2 } } }),
  );
  const logger = { debug: log, info: log, warn: log, error: log };
  const sendo = new Sendo({ apiKey: CANARIES.key, baseUrl: server.url, ca: server.ca, logger });
  await sendo.messages.retrieve("m");
  expect(JSON.stringify(lines)).toContain('"to"');
  expectNoCanary(inspect(lines, { depth: Infinity }));
  await sendo.close();
});

test("a request of one's own: neither its path nor its body is in diagnostics or error", async () => {
  const seen: unknown[] = [];
  const listen = (message: unknown): void => void seen.push(message);
  diagnostics.subscribe("sendo:attempt", listen);
  server.behave((_, response) => answer(response, 422, { error: echo }));
  const sendo = new Sendo({ apiKey: CANARIES.key, baseUrl: server.url, ca: server.ca });
  const error: unknown = await sendo
    .request({
      method: "POST",
      path: `/v1/number/${encodeURIComponent(CANARIES.number)}/opt-outs/Zk81QpLm`,
      body: { note: CANARIES.body, deep: [{ value: CANARIES.metadata }] },
    })
    .catch((reason: unknown) => reason);
  diagnostics.unsubscribe("sendo:attempt", listen);
  expect(seen).toMatchObject([{ operation: "POST /v1/number/{id}/opt-outs/{id}", code: "request_rejected" }]);
  expectNoCanary(everyRendering(error));
  expectNoCanary(inspect(seen, { depth: Infinity }));
  await sendo.close();
});

test("what a transport fails with may throw when it is looked at", async () => {
  const hostile = new Proxy({}, { get: () => { throw new Error(CANARIES.key); } }); // prettier-ignore
  const transport = {
    start: () => ({ result: Promise.resolve({ failure: { dispatched: true, cause: hostile } }), cancel: () => true }),
  };
  const sendo = new Sendo({
    apiKey: "sandbox_k",
    baseUrl: "https://127.0.0.1",
    campaign: "c",
    transport,
    rateLimit: { account: "hostile" },
  });
  const error: unknown = await sendo.messages
    .send({ to: CANARIES.number, body: "Hi" })
    .catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: "connection_lost", outcome: "unknown", cause: { name: "Error" } });
  expectNoCanary(everyRendering(error));
});

test("a logger that throws changes nothing, and one that is none is rejected", async () => {
  const fail = (): never => {
    throw new Error("the disk is full");
  };
  server.behave((_, response) => answer(response, 200, { success: true, campaign: { id: 5 } }));
  const logger = { debug: fail, info: fail, warn: fail, error: fail };
  const sendo = new Sendo({ apiKey: CANARIES.key, baseUrl: server.url, ca: server.ca, logger });
  const { info } = await sendo.campaigns
    .create({
      displayName: "d",
      usecase: "POLLING_VOTING",
      brandId: "b",
      description: "d",
      consentFlow: "c",
      sample1: "1",
      sample2: "2",
    })
    .withResponse();
  expect(info.attempts).toBe(1);
  await sendo.close();
  expect(() => new Sendo({ apiKey: CANARIES.key, logger: {} as never })).toThrow(
    /`logger` option is not a logger.*debug, info/,
  );
});
