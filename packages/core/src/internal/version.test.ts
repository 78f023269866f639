import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { warnOfOtherMinor } from "./version.js";

const holder = globalThis as { [key: symbol]: unknown };
const MINORS = Symbol.for("sendo.minors");
const kept = holder[MINORS];
const warn = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
beforeEach(() => void delete holder[MINORS]);
afterEach(() => {
  holder[MINORS] = kept;
  warn.mockClear();
});

it("warns once when two minors are loaded, and says what to do", () => {
  for (const version of ["0.1.0", "0.2.3", "0.2.4", "0.1.0"]) warnOfOtherMinor(version);
  expect(warn.mock.calls).toEqual([
    [
      "Versions 0.1 and 0.2 of @sendo/core are loaded. Install the same minor version of all @sendo packages.",
      { type: "SendoWarning", code: "SENDO_VERSIONS_DIFFER" },
    ],
  ]);
});

it("does not warn of two patches of one minor, as of the ESM and the CommonJS copy", () => {
  for (const version of ["0.1.0", "0.1.9"]) warnOfOtherMinor(version);
  expect(warn).not.toHaveBeenCalled();
});
