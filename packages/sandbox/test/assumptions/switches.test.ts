import { describe, expect, test } from "vitest";
import { RESET_FORMATS, WINDOW_RULES } from "@sendo/core/gate";
import { ASSUME_CHOICES } from "../../src/assumptions/assume.js";
import { PROFILES } from "../../src/engine/plan-lifecycle.js";
import { ASSUMPTIONS, manualClock, startSandbox, type Sandbox, type SandboxOptions } from "../../src/index.js";
import { call, send } from "../support/api-client.js";
import { fixture } from "../support/fixture.js";
import { startReceiver, type Receiver } from "../support/receiver.js";

// One observation for each entry with a switch, and what it shows under each value of that switch: the default first.

const PHONE = "+12065550142";
const START_MS = Date.UTC(2026, 0, 5, 9) + 900; // shortly before a new second of the calendar

interface Play {
  readonly readings: readonly (readonly [value: unknown, seen: unknown])[];
  readonly options?: SandboxOptions;
  observe(sandbox: Sandbox, receiver: Receiver): Promise<unknown>;
}

const settled = async (sandbox: Sandbox, id: string): Promise<string> => {
  await sandbox.clock.settle();
  return sandbox.message(id)!.status;
};
const list = (sandbox: Sandbox): ReturnType<typeof call> =>
  call(sandbox, "GET", `/v1/message/list?campaign=${sandbox.campaign}`);
const typesOf = ({ received }: Receiver): string[] =>
  received.map(({ event }) => `${event.type} ${event.message.status}`);

const PLAYS: Readonly<Record<string, Play>> = {
  "rate-window": {
    options: { requestsPerSecond: 4 },
    readings: [
      ["sliding-log", "0 0 300 300 | 1000 1000"],
      ["calendar-second", "0 0 300 300 300 500 |"],
      ["first-request", "0 0 300 300 | 1000 1000 1000 1000"],
      ["token-bucket", "0 0 300 300 300 500 | 1000 1000"],
    ],
    async observe(sandbox) {
      const admitted: string[] = [];
      let now = 0;
      for (const at of [0, 0, 300, 300, 300, 500, 1000, 1000, 1000, 1000]) {
        await sandbox.clock.advance(at - now);
        if (now < 1000 && at >= 1000) admitted.push("|");
        now = at;
        if ((await list(sandbox)).status === 200) admitted.push(String(at));
      }
      return admitted.join(" ");
    },
  },
  "rate-reset": {
    readings: [
      ["epoch-seconds", "1767603602"],
      ["epoch-milliseconds", "1767603601900"],
      ["delta-seconds", "1"],
      ["iso", "2026-01-05T09:00:01.900Z"],
    ],
    observe: async (sandbox) => (await list(sandbox)).headers["x-ratelimit-reset"],
  },
  "retry-after": {
    options: { requestsPerSecond: 1 },
    readings: [
      [false, [429, "none"]],
      [true, [429, "1"]],
    ],
    async observe(sandbox) {
      await list(sandbox);
      const { status, headers } = await list(sandbox);
      return [status, headers["retry-after"] ?? "none"];
    },
  },
  "media-check": {
    readings: [
      [true, 400],
      [false, 200],
    ],
    async observe(sandbox) {
      const message = { campaign: sandbox.campaign, to: PHONE, body: "Menu" };
      const mediaUrls = ["http://127.0.0.1:1/unreachable.png"];
      return (await call(sandbox, "POST", "/v1/message/send", { ...message, mediaUrls })).status;
    },
  },
  "status-path": {
    readings: [
      [{}, ["DELIVERED", "FAILED"]],
      [{ deliveredMs: 1000 }, ["SENT", "FAILED"]],
      [{ queuedMs: 1000 }, ["CREATED", "CREATED"]],
    ],
    async observe(sandbox) {
      sandbox.phone("+12065550143").text("STOP");
      const sent = await send(sandbox);
      const blocked = await send(sandbox, { to: "+12065550143" });
      return [await settled(sandbox, sent), await settled(sandbox, blocked)];
    },
  },
  "error-code-type": {
    readings: [
      ["number", [1009, 1009]],
      ["string", ["1009", "1009"]],
    ],
    async observe(sandbox, receiver) {
      const id = await send(sandbox, { to: "+15005551009" });
      await sandbox.clock.settle();
      const { message } = (await call(sandbox, "GET", `/v1/message/${id}`)).body;
      return [message.errorCode, receiver.received.at(-1)!.event.message.errorCode];
    },
  },
  "profile-realistic": {
    options: { seed: "seven" },
    readings: [
      ["instant", ["DELIVERED", "DELIVERED"]],
      ["realistic", ["CREATED", "DELIVERED"]],
      ["manual", ["CREATED", "CREATED"]],
    ],
    async observe(sandbox) {
      const id = await send(sandbox);
      const first = await settled(sandbox, id);
      await sandbox.clock.advance("10s");
      return [first, await settled(sandbox, id)];
    },
  },
  "webhook-retries": {
    readings: [
      [6, 7],
      [5, 6],
    ],
    async observe(sandbox, receiver) {
      receiver.answer = (response) => response.writeHead(500).end();
      sandbox.phone(PHONE).text("Hello");
      await sandbox.clock.advance("3h");
      return receiver.received.length;
    },
  },
  "webhook-timeout": {
    readings: [
      [10_000, { httpStatus: 200 }],
      [1, { errorCode: "TIMEOUT" }],
    ],
    async observe(sandbox, receiver) {
      // Longer than the short time-out, and far shorter than the long one.
      receiver.answer = (response) => void setTimeout(() => response.end(), 200);
      sandbox.phone(PHONE).text("Hello");
      await sandbox.clock.settle();
      const { httpStatus, errorCode } = sandbox.webhooks.deliveries()[0]!.attempts[0]!;
      return { httpStatus, errorCode };
    },
  },
  "event-fields": {
    readings: [
      ["shown", []],
      ["all", ["campaignId", "numSegments", "scheduledAt", "updatedAt"]],
    ],
    async observe(sandbox, { received }) {
      await send(sandbox, { to: "+15005550006" }); // SCHEDULED
      sandbox.phone(PHONE).text("STOP"); // all three types of events
      await sandbox.clock.settle();
      expect(new Set(received.map(({ event }) => event.type)).size).toBe(3);
      const fields = received.flatMap(({ event }) => Object.keys(event.message as object));
      return ["campaignId", "numSegments", "scheduledAt", "updatedAt"].filter((name) => fields.includes(name));
    },
  },
  "event-created": {
    readings: [
      [false, ["QUEUED", "SENT", "DELIVERED"]],
      [true, ["CREATED", "QUEUED", "SENT", "DELIVERED"]],
    ],
    async observe(sandbox, { received }) {
      await send(sandbox);
      await sandbox.clock.settle();
      return received.map(({ event }) => event.message.status);
    },
  },
  "webhook-targets": {
    readings: [
      [false, 400],
      [true, 200],
    ],
    async observe(sandbox) {
      const webhook = { url: "https://diner.example/hook", eventTypes: ["message.status"] };
      return (await call(sandbox, "POST", `/v1/campaign/${sandbox.campaign}/webhooks`, webhook)).status;
    },
  },
  "keyword-incoming": {
    readings: [
      [true, ["message.incoming DELIVERED", "recipient.optout DELIVERED"]],
      [false, ["recipient.optout DELIVERED"]],
    ],
    async observe(sandbox, receiver) {
      sandbox.phone(PHONE).text("STOP");
      await sandbox.clock.settle();
      return typesOf(receiver)
        .filter((type) => !type.startsWith("message.status"))
        .sort();
    },
  },
  "first-status": {
    readings: [
      ["by-hand", ["VERIFIED", "PENDING", "PENDING"]],
      ["3d", ["VERIFIED", "PENDING", "ACTIVE"]],
    ],
    async observe(sandbox) {
      const { brand } = (await call(sandbox, "POST", "/v1/brand/create", fixture("brand-create").request)).body;
      const request = { ...fixture("campaign-create").request, brandId: brand.id };
      const { campaign } = (await call(sandbox, "POST", "/v1/campaign/create", request)).body;
      await sandbox.clock.advance("3d");
      const later = (await call(sandbox, "GET", `/v1/campaign/${campaign.id}`)).body.campaign;
      return [brand.status, campaign.status, later.status];
    },
  },
  "number-pending": {
    readings: [
      [0, ["PENDING", 200, 200]],
      ["2d", ["PENDING", 400, 200]],
      ["by-hand", ["PENDING", 400, 400]],
    ],
    async observe(sandbox) {
      const { request } = fixture("number-buy");
      const { status } = (await call(sandbox, "POST", "/v1/number/buy", request)).body;
      const message = { campaign: sandbox.campaign, from: request.number, to: PHONE, body: "x" };
      const first = await call(sandbox, "POST", "/v1/message/send", message);
      await sandbox.clock.advance("2d");
      return [status, first.status, (await call(sandbox, "POST", "/v1/message/send", message)).status];
    },
  },
};

// All values of a switch that has only so many; of the others, the default and another one are played.
const CHOICES: Readonly<Record<string, readonly unknown[]>> = {
  ...Object.fromEntries(Object.entries(ASSUME_CHOICES).map(([name, choices]) => [`assume.${name}`, choices])),
  window: WINDOW_RULES,
  resetFormat: RESET_FORMATS,
  profile: PROFILES,
  retryAfter: [false, true],
  allowRemoteWebhooks: [false, true],
};

/** The options with this one: `assume.errorCode` lies in `assume`. */
function optionsWith(option: string, value: unknown): SandboxOptions {
  const [name = "", inner] = option.split(".");
  return { [name]: inner === undefined ? value : { [inner]: value } };
}

async function play({ observe, options }: Play, given: SandboxOptions): Promise<unknown> {
  await using receiver = await startReceiver();
  const clock = manualClock({ startEpochMs: START_MS });
  await using sandbox = await startSandbox({ clock, webhookUrl: receiver.url, ...options, ...given });
  return await observe(sandbox, receiver);
}

const switched = ASSUMPTIONS.filter(({ option }) => option !== undefined);

test("every switch is played under each of its values, and each value shows something else", () => {
  expect(Object.keys(PLAYS).sort()).toEqual(switched.map(({ id }) => id).sort());
  for (const { id, option = "" } of switched) {
    const { readings } = PLAYS[id]!;
    const values = readings.map(([value]) => value);
    expect(new Set(CHOICES[option] ?? values)).toEqual(new Set(values));
    expect(readings.length).toBeGreaterThan(1);
    expect([id, new Set(readings.map(([, seen]) => JSON.stringify(seen))).size]).toEqual([id, readings.length]);
  }
});

describe.each(switched)("[$id]", ({ id, option = "" }) => {
  const { readings } = PLAYS[id]!;

  test.each(readings)(`${option}: %j shows %j`, async (value, seen) => {
    expect(await play(PLAYS[id]!, optionsWith(option, value))).toEqual(seen);
  });

  test("shows the same as the first value if nothing is given", async () => {
    expect(await play(PLAYS[id]!, {})).toEqual(readings[0]![1]);
  });
});
