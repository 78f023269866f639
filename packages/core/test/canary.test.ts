import { inspect } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Sendo, type SendoOptions } from "../src/index.js";
import { answer, startCountingServer, type Behaviour, type CountingServer } from "./support/counting-server.js";

const CANARIES = {
  key: "sandbox_canary_key_7f3a",
  number: "+13105550187",
  digits: "3105550187",
  text: "the canary text sings",
  metadata: "canary-metadata-value",
};

let server: CountingServer;
beforeAll(async () => void (server = await startCountingServer()));
afterAll(() => server.close());

/** Everything that could end up in a log: every way of turning a value into text, hidden fields and causes included. */
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

const echo = `refused ${CANARIES.key} for ${CANARIES.number} (${CANARIES.digits}, 310-555-0187): ${CANARIES.text} ${CANARIES.metadata}`;

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
  "neither error nor log of %s shows the key, the number, the text or the metadata",
  async (name, [behaviour, options]) => {
    const lines: unknown[] = [];
    const log = (...line: unknown[]): void => void lines.push(line);
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
      .send({ to: CANARIES.number, body: CANARIES.text, metadata: { note: CANARIES.metadata } })
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(Error);
    expectNoCanary(everyRendering(error));
    expectNoCanary(everyRendering(sendo));
    expectNoCanary(inspect(lines, { depth: Infinity }));
    await sendo.close({ drainMs: 0 });
  },
);

test("an echoed error text stays useful: only the secrets are masked", async () => {
  server.behave((_, response) => answer(response, 400, { error: echo }));
  const sendo = new Sendo({ apiKey: CANARIES.key, baseUrl: server.url, ca: server.ca, campaign: "c" });
  const error = (await sendo.messages
    .send({ to: CANARIES.number, body: CANARIES.text })
    .catch((reason: unknown) => reason)) as { detail: string };
  expect(error.detail).toMatch(/^refused \[redacted\] for \+1\*+87.*: \[redacted\] canary-metadata-value$/);
  await sendo.close();
});

test.each([
  ["input", { to: "13105550187", body: CANARIES.text.repeat(100), metadata: { [CANARIES.text]: 5 } }],
  ["another field", { to: CANARIES.number, body: "", from: CANARIES.digits }],
])("a validation error names fields, not values (%s)", async (_, input) => {
  const sendo = new Sendo({ apiKey: CANARIES.key, baseUrl: server.url, ca: server.ca, campaign: "c" });
  const error: unknown = await sendo.messages.send(input as never).catch((reason: unknown) => reason);
  const rendering = everyRendering(error).replaceAll(`metadata.${CANARIES.text}`, "");
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
