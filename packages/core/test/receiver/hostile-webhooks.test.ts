import { expect, test } from "vitest";
import { createWebhookReceiver, SendoWebhookError } from "../../src/index.js";
import { VirtualClock } from "../../src/testing/virtual-clock.js";
import { hostileDeliveries, MAX_BODY_BYTES } from "../support/hostile-deliveries.js";
import { seededRandom } from "../support/simulation.js";

const TOKEN = "k3Yw9TbQx27LmPz0";
const DELIVERIES = 40_000;
const REPLIES: Readonly<Record<number, string>> = {
  200: '{"ok":true}',
  400: '{"error":"invalid_body"}',
  401: '{"error":"unauthorized"}',
  405: '{"error":"method_not_allowed"}',
  413: '{"error":"too_large"}',
  500: '{"error":"failed"}',
};
const PROTOTYPE = Object.getOwnPropertyNames(Object.prototype).sort();
const CODES = ["webhook_body_invalid", "webhook_body_too_large"];

// To repeat a failure: the seed is fixed, and `mistakes` names the number of the delivery.
test("40,000 hostile deliveries: each gets its documented answer, and no handler runs without the right token", async () => {
  let handled = 0;
  const count = (): void => void (handled += 1);
  const lines: string[] = [];
  const mistakes: string[] = [];
  const log = (fields: object, message: string): void => void lines.push(JSON.stringify(fields) + message);
  const { receive } = createWebhookReceiver({
    tokens: TOKEN,
    maxBodyBytes: MAX_BODY_BYTES,
    dedupe: false, // so that each 200 is one handler that ran
    clock: new VirtualClock(),
    on: { "message.incoming": count, "message.status": count, "recipient.optout": count },
    onUnknown: count,
    onError: (error) => {
      if (!(error instanceof SendoWebhookError) || !CODES.includes(error.code))
        mistakes.push(`told of ${String(error)}`);
      if (JSON.stringify(error).includes(TOKEN)) mistakes.push("an error with the token in it");
    },
    logger: { debug: log, info: log, warn: log, error: log },
  });

  const deliveries = hostileDeliveries(seededRandom(20_261_123), TOKEN);
  const answers: Record<number, number> = {};
  for (let index = 0; index < DELIVERIES; index += 1) {
    const { request, statuses, what } = deliveries.next().value;
    const before = handled;
    const reply = await receive(request).catch((error: unknown) => ({ httpStatus: 0, body: `threw ${String(error)}` }));
    const ran = handled - before;
    answers[reply.httpStatus] = (answers[reply.httpStatus] ?? 0) + 1;
    if (!statuses.includes(reply.httpStatus)) mistakes.push(`${index} (${what}): ${reply.httpStatus}`);
    if (reply.body !== REPLIES[reply.httpStatus]) mistakes.push(`${index} (${what}): ${reply.body}`);
    if (ran !== (reply.httpStatus === 200 ? 1 : 0)) mistakes.push(`${index} (${what}): ${ran} handlers`);
  }

  expect(mistakes).toEqual([]);
  // Every kind of answer has been given often, so that none of the above is empty.
  for (const [status, times] of Object.entries(answers)) expect(times, status).toBeGreaterThan(200);
  expect(Object.keys(answers)).toEqual(Object.keys(REPLIES));
  expect(lines.join("\n")).not.toContain(TOKEN);
  expect(Object.getOwnPropertyNames(Object.prototype).sort()).toEqual(PROTOTYPE);
}, 120_000);
