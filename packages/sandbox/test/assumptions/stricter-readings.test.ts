import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ASSUMPTIONS, startSandbox, type Sandbox } from "../../src/index.js";
import { call } from "../support/api-client.js";

/** A send's body, media and metadata, which some reading of the documents accepts or rejects. */
interface Fields {
  readonly body: string;
  readonly mediaUrls?: readonly string[];
  readonly metadata?: Readonly<Record<string, unknown>>;
}

const MEDIA = ["https://media.example/menu.png"];
const characters = (value: unknown): number => [...String(value)].length;

// Each reading that an entry claims to be stricter than, as Sendo could implement it.
const READINGS: Readonly<Record<string, Readonly<Record<string, (fields: Fields) => boolean>>>> = {
  "body-length": {
    "a count of code points": ({ body }) => characters(body) >= 1 && characters(body) <= 1500,
    "1500 for an MMS": ({ body }) => body.length >= 1 && body.length <= 1500,
    "an empty body with media": ({ body, mediaUrls = [] }) =>
      body.length <= (mediaUrls.length > 0 ? 1499 : 1500) && (body.length > 0 || mediaUrls.length > 0),
  },
  "metadata-strings": {
    "a count of code points": ({ metadata = {} }) =>
      Object.entries(metadata).every(([key, value]) => characters(key) <= 40 && characters(value) <= 500),
    "empty keys": ({ metadata = {} }) =>
      Object.entries(metadata).every(([key, value]) => key.length <= 40 && String(value).length <= 500),
    "values that are turned into strings": ({ metadata = {} }) =>
      Object.entries(metadata).every(([key, value]) => key.length >= 1 && String(value).length <= 500),
  },
};

const SENDS: readonly Fields[] = [
  ...[
    "",
    "x",
    "x".repeat(1499),
    "x".repeat(1500),
    "x".repeat(1501),
    "🎉".repeat(749),
    "🎉".repeat(750),
    "🎉".repeat(751),
  ].flatMap((body) => [{ body }, { body, mediaUrls: MEDIA }]),
  ...[
    { "": "v" },
    { k: 7 },
    { k: "🎉".repeat(250) },
    { k: "🎉".repeat(251) },
    { ["🎉".repeat(20)]: "v" },
    { ["🎉".repeat(21)]: "v" },
  ].map((metadata) => ({ body: "x", metadata })),
];

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ clock: "manual", requestsPerSecond: false });
});
afterAll(() => sandbox.close());

describe("an entry that calls itself stricter accepts nothing that a reading which it names rejects", () => {
  const claims = ASSUMPTIONS.filter(({ noOption = "" }) => noOption.startsWith("It is stricter than"));

  test("every claim is played here, by the words of its readings", () => {
    expect(claims.map(({ id }) => id)).toEqual(Object.keys(READINGS));
    for (const { id, noOption } of claims) {
      for (const reading of Object.keys(READINGS[id]!)) expect(noOption).toContain(reading);
    }
  });

  test.each(Object.entries(READINGS))("%s", async (_, readings) => {
    const accepted: Fields[] = [];
    for (const fields of SENDS) {
      const message = { campaign: sandbox.campaign, to: "+12065550142", ...fields };
      if ((await call(sandbox, "POST", "/v1/message/send", message)).status === 200) accepted.push(fields);
    }
    for (const accepts of Object.values(readings)) {
      expect(accepted.filter((fields) => !accepts(fields))).toEqual([]);
      // The reading differs, or the claim would say nothing.
      expect(SENDS.filter(accepts).length).toBeGreaterThan(accepted.filter(accepts).length);
    }
  });
});
