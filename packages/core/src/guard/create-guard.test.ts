import { describe, expect, test } from "vitest";
import { createGuard, type GuardOptions } from "./index.js";

const account = { id: "name:test", host: "api.sendo.dev" };

/** The reason for which a guard rejects a number; `undefined` if it allows it. */
async function reasonFor(options: GuardOptions, to: string): Promise<string | undefined> {
  const verdict = await createGuard(options).check({ to, body: "Hi", hasMedia: false }, { account });
  return verdict.allowed ? undefined : verdict.reason;
}

describe("onlyTo", () => {
  test("allows the listed numbers and nothing that looks like them", async () => {
    const options = { onlyTo: ["+12065550142"] };
    expect(await reasonFor(options, "+12065550142")).toBeUndefined();
    for (const to of ["+1206555014", "+120655501422", "+12065550143"])
      expect(await reasonFor(options, to)).toBe("recipient_not_listed");
  });

  test("an empty list allows none", async () => {
    expect(await reasonFor({ onlyTo: [] }, "+12065550142")).toBe("recipient_not_listed");
  });

  test("is copied: a number that is added later is not allowed", async () => {
    const onlyTo = ["+12065550142"];
    const guard = createGuard({ onlyTo });
    onlyTo.push("+12065550143");
    expect(guard.check({ to: "+12065550143", body: "Hi", hasMedia: false }, { account })).toMatchObject({
      allowed: false,
    });
  });

  test("the number of redirectTo cannot be changed later", () => {
    const guard = createGuard({ redirectTo: "+12065550142" });
    expect(() => Object.assign(guard, { redirectTo: "+12065550143" })).toThrow(TypeError);
  });
});

describe("requireListOutsideProduction", () => {
  test.each<GuardOptions>([{}, { countries: ["US"] }, { onlyTo: undefined }])(
    "%j without a list is an error",
    (options) => {
      expect(() => createGuard({ ...options, requireListOutsideProduction: true, isProduction: false })).toThrow(
        /createGuard needs `onlyTo` or `redirectTo` outside production/,
      );
    },
  );

  test("is an error without NODE_ENV=production, as in this test", () => {
    expect(() => createGuard({ requireListOutsideProduction: true })).toThrow(/NODE_ENV=production/);
  });

  test.each<GuardOptions>([{ isProduction: true }, { onlyTo: [] }, { redirectTo: "+12065550142" }])(
    "%j is enough",
    (options) => {
      expect(() => createGuard({ isProduction: false, ...options, requireListOutsideProduction: true })).not.toThrow();
    },
  );
});

describe("prefixes", () => {
  test.each([
    ["+12065550142", undefined],
    ["+19005550142", "prefix_not_allowed"],
    ["+19002000142", undefined],
    ["+447911123456", undefined],
    ["+441632960961", "prefix_not_allowed"],
    ["+33612345678", "prefix_not_allowed"],
  ])("the longest one decides: %s", async (to, reason) => {
    const prefixes = { allow: ["+1", "+1900200", "+4479"], deny: ["+1900", "+44"] };
    expect(await reasonFor({ prefixes }, to)).toBe(reason);
  });

  test("without `allow`, everything but `deny` is allowed; in both lists, a prefix is denied", async () => {
    expect(await reasonFor({ prefixes: { deny: ["+1900"] } }, "+33612345678")).toBeUndefined();
    expect(await reasonFor({ prefixes: { deny: ["+1900"] } }, "+19005550142")).toBe("prefix_not_allowed");
    expect(await reasonFor({ prefixes: { allow: ["+1"], deny: ["+1"] } }, "+12065550142")).toBe("prefix_not_allowed");
    expect(await reasonFor({ prefixes: { allow: [] } }, "+12065550142")).toBe("prefix_not_allowed");
  });
});

describe("countries", () => {
  test.each([
    ["+12065550142", undefined],
    ["+14165551234", undefined],
    ["+18765551234", "country_not_allowed"],
    ["+447911123456", "country_not_allowed"],
    ["+80012345678", "country_not_allowed"],
    ["+99912345678", "country_not_allowed"],
  ])("one code, several countries, and numbers of none: %s", async (to, reason) => {
    expect(await reasonFor({ countries: ["US", "CA"] }, to)).toBe(reason);
  });
});

test("a message must pass every rule", async () => {
  const options: GuardOptions = { onlyTo: ["+12065550142"], countries: ["CA"] };
  expect(await reasonFor(options, "+12065550142")).toBe("country_not_allowed");
});

test.each<[object, RegExp]>([
  [{ onlyto: [] }, /`onlyto` is not an option of createGuard\. The options are: onlyTo, /],
  [{ onlyTo: "+13105550187" }, /`onlyTo` option of createGuard must be a list of phone numbers/],
  [
    { onlyTo: ["+13105550187", "3105550187"] },
    /`onlyTo` option of createGuard must contain only phone numbers .* \(item 1 is invalid\)/,
  ],
  [{ onlyTo: [""] }, /item 0 is invalid/],
  [{ onlyTo: null }, /`onlyTo` option of createGuard must be a list/],
  [{ redirectTo: "" }, /`redirectTo` option of createGuard must be a phone number/],
  [{ onlyTo: [], redirectTo: "+13105550187" }, /cannot be combined/],
  [{ requireListOutsideProduction: "true" }, /must be true or false/],
  [{ isProduction: "production" }, /must be true or false/],
  [{ countries: ["usa"] }, /`countries` option of createGuard must contain only uppercase two-letter country codes/],
  [{ countries: ["ZZ"] }, /item 0 is invalid/],
  [{ prefixes: { allowed: [] } }, /`prefixes.allowed` is not an option of createGuard/],
  [{ prefixes: { allow: ["1"] } }, /`prefixes.allow` option of createGuard must contain only prefixes/],
  [{ prefixes: ["+1"] }, /`prefixes` option of createGuard must be an object/],
])("%j cannot be used", (options, message) => {
  expect(() => createGuard(options as GuardOptions)).toThrow(message);
  expect(() => createGuard(options as GuardOptions)).not.toThrow(/5550187/);
});
