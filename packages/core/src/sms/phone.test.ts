import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { SendoValidationError } from "../errors/errors.js";
import { toE164, type ToE164Options } from "./phone.js";

describe("toE164", () => {
  test.each<[string, ToE164Options, string]>([
    ["(206) 555-0142", { defaultCountry: "US" }, "+12065550142"],
    ["206.555.0142", { defaultCountry: "US" }, "+12065550142"],
    ["1 206 555 0142", { defaultCountry: "US" }, "+12065550142"],
    ["+1 206 555 0142", {}, "+12065550142"],
    ["+44 20 7946 0958", { defaultCountry: "US" }, "+442079460958"],
    ["020 7946 0958", { defaultCountry: "GB" }, "+442079460958"],
    ["+1 500 555 1310", {}, "+15005551310"],
  ])("%s", (input, options, number) => {
    expect(toE164(input, options)).toBe(number);
  });

  test.each<[unknown, ToE164Options]>([
    ["206 555 0142", {}],
    ["555-0142", { defaultCountry: "US" }],
    ["call 206 555 0142 now", { defaultCountry: "US" }],
    ["206 555 0142 ext. 7", { defaultCountry: "US" }],
    ["+999 206 555 0142", {}],
    ["", {}],
    [2065550142, { defaultCountry: "US" }],
    [null, {}],
  ])("rejects %j, without showing it", (input, options) => {
    let error: unknown;
    try {
      toE164(input as string, options);
    } catch (caught) {
      error = caught;
    }
    expect(error).toBeInstanceOf(SendoValidationError);
    expect(inspect(error)).not.toContain("555 0142 ext");
    expect((error as SendoValidationError).issues[0]!.path).toBe("phone");
  });

  test.each(["us", "XX", "", "United States", "__proto__"])("rejects the country %j", (defaultCountry) => {
    expect(() => toE164("206 555 0142", { defaultCountry })).toThrow(
      expect.objectContaining({ issues: [{ path: "defaultCountry", message: expect.any(String) as string }] }),
    );
  });
});
