import { beforeAll, describe, expect, test } from "vitest";
import { createRandom } from "../../src/internal/random.js";
import { ASSUMPTIONS, startSandbox } from "../../src/index.js";
import { call } from "../support/api-client.js";

/** A send's body, media and metadata, which some interpretation of the documentation accepts or rejects. */
interface Fields {
  readonly body: string;
  readonly mediaUrls?: readonly string[];
  readonly metadata?: Readonly<Record<string, unknown>>;
}

const MEDIA = ["https://media.example/menu.png"];
const characters = (value: unknown): number => [...String(value)].length;

// Each interpretation that an entry claims to be stricter than, as Sendo could implement it.
const READINGS: Readonly<Record<string, Readonly<Record<string, (fields: Fields) => boolean>>>> = {
  "body-length": {
    "a limit counted in code points": ({ body }) => characters(body) >= 1 && characters(body) <= 1500,
    "an MMS limit of 1500 code units": ({ body }) => body.length >= 1 && body.length <= 1500,
    "acceptance of an empty body with media": ({ body, mediaUrls = [] }) =>
      body.length <= (mediaUrls.length > 0 ? 1499 : 1500) && (body.length > 0 || mediaUrls.length > 0),
  },
  "metadata-strings": {
    "limits counted in code points": ({ metadata = {} }) =>
      Object.entries(metadata).every(([key, value]) => characters(key) <= 40 && characters(value) <= 500),
    "acceptance of empty keys": ({ metadata = {} }) =>
      Object.entries(metadata).every(([key, value]) => key.length <= 40 && String(value).length <= 500),
    "conversion of values to strings": ({ metadata = {} }) =>
      Object.entries(metadata).every(([key, value]) => key.length >= 1 && String(value).length <= 500),
  },
};

// Around each limit, in characters of one and of two UTF-16 code units, and the values that only some interpretations
// accept.
const random = createRandom("stricter");
const pick = <T>(values: readonly T[]): T => values[Math.floor(random.draw() * values.length)]!;
const text = (lengths: readonly number[]): string => {
  const unit = pick(["x", "é", "🎉", "\ud83d"]);
  return unit.repeat(Math.floor((pick(lengths) + pick([0, 0, 1])) / unit.length));
};
const SENDS = Array.from({ length: 300 }, (): Fields => {
  const value = (): unknown => pick([() => text([0, 1, 249, 250, 499, 500, 501, 1000]), () => 7, () => true])();
  return {
    body: text([0, 1, 749, 750, 1498, 1499, 1500, 1501, 2998, 3000]),
    ...(random.draw() < 0.5 && { mediaUrls: MEDIA }),
    ...(random.draw() < 0.5 && { metadata: { [text([0, 1, 20, 39, 40, 41, 80])]: value() } }),
  };
});

const accepted: Fields[] = [];
beforeAll(async () => {
  await using sandbox = await startSandbox({ clock: "manual", requestsPerSecond: false });
  for (const fields of SENDS) {
    const message = { campaign: sandbox.campaign, to: "+12065550142", ...fields };
    if ((await call(sandbox, "POST", "/v1/message/send", message)).status === 200) accepted.push(fields);
  }
});

describe("an entry that calls itself stricter accepts nothing that a reading which it names rejects", () => {
  const claims = ASSUMPTIONS.filter(({ noOption = "" }) => noOption.startsWith("The sandbox's rule is stricter than"));

  test("some sends pass and some do not", () => {
    expect(accepted.length).toBeGreaterThan(50);
    expect(accepted.length).toBeLessThan(250);
  });

  test("every claim is played here, by the words of its readings", () => {
    expect(claims.map(({ id }) => id)).toEqual(Object.keys(READINGS));
    for (const { id, noOption } of claims) {
      for (const reading of Object.keys(READINGS[id]!)) expect(noOption).toContain(reading);
    }
  });

  test.each(Object.entries(READINGS))("%s", (_, readings) => {
    for (const accepts of Object.values(readings)) {
      expect(accepted.filter((fields) => !accepts(fields))).toEqual([]);
      // The reading differs, or the claim would say nothing.
      expect(SENDS.filter(accepts).length).toBeGreaterThan(accepted.filter(accepts).length);
    }
  });
});
