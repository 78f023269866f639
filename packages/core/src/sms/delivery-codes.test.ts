import { expect, test } from "vitest";
import { DELIVERY_CODES, describeDeliveryCode } from "./delivery-codes.js";

test("every documented code is described, as a number and as a string", () => {
  const documented = [1002, 1005, 1007, 1009, 1010, 1012, 1014, 1016, 1065, 1203, 1310, 1330, 1350, 1360];
  expect(Object.keys(DELIVERY_CODES).map(Number)).toEqual(documented);
  for (const code of documented) {
    expect(describeDeliveryCode(code)?.meaning).toMatch(/\.$/);
    expect(describeDeliveryCode(String(code))).toBe(describeDeliveryCode(code));
  }
});

test.each([9999, "", "constructor", "__proto__", null, undefined, NaN])("%j is not described", (code) => {
  expect(describeDeliveryCode(code)).toBeUndefined();
});
