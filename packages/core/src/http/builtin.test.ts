import { createHash } from "node:crypto";
import { afterEach, describe, expect, it, vi } from "vitest";
import { builtin } from "./builtin.js";

const { versions } = process;
afterEach(() => void vi.unstubAllGlobals());

describe("builtin", () => {
  it("is Node's own module", () => {
    expect(builtin("node:crypto").createHash).toBe(createHash);
  });

  it.each([
    [
      "Node 20.10.0, which has not got it",
      { versions: { ...versions, node: "20.10.0" } },
      /^Node 20\.10\.0 is too old: .*20\.19/,
    ],
    ["an engine with half a `process`", {}, /^This runtime has no `process\.getBuiltinModule`/],
    ["an engine without `process`", undefined, /^This runtime has no `process\.getBuiltinModule`/],
  ])("says what to do on %s", async (_, process, message) => {
    vi.resetModules(); // a module that is already loaded needs no engine
    const { builtin } = await import("./builtin.js");
    vi.stubGlobal("process", process);
    const use = (): unknown => builtin("node:net");
    expect(use).toThrow(
      expect.objectContaining({ code: "config_runtime_unsupported", message: expect.stringMatching(message) }),
    );
  });
});
