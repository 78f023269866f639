import { describe, expect, test } from "vitest";
import { SendoConfigError, type SendoErrorCode } from "../errors/errors.js";
import type { SendoOptions } from "./options.js";
import { resolveOptions } from "./resolve-options.js";

function refusal(options: SendoOptions, env: Record<string, string> = {}): SendoConfigError {
  try {
    resolveOptions(options, env);
  } catch (error) {
    if (error instanceof SendoConfigError) return error;
    throw error;
  }
  throw new Error("the options were accepted");
}

const local = { apiKey: "sandbox_1", baseUrl: "https://127.0.0.1:8443" };

describe("resolveOptions", () => {
  test("the environment alone is enough", () => {
    const env = { SENDO_API_KEY: "key", SENDO_CAMPAIGN: "U7fQ39nX", SENDO_FROM: "+14155550111" };
    const options = resolveOptions({}, env);
    expect(options.apiKey()).toBe("key");
    expect(options.baseUrl.href).toBe("https://api.sendo.dev/");
    expect(options).toMatchObject({
      campaign: "U7fQ39nX",
      from: "+14155550111",
      timeoutMs: { read: 10_000, write: 60_000 },
      retry: { reads: 2, notSent: 3, rateLimited: 5 },
      requestsPerSecond: 20,
      maxConnections: 20,
      maxQueue: 10_000,
    });
    expect(options.deadlineMs).toBeUndefined();
  });

  test.each(['"key"', "'key'", '"key', "key'"])(
    "an API key that kept the quotes of an env file is rejected: %s",
    async (apiKey) => {
      for (const error of [refusal({ apiKey }), refusal({}, { SENDO_API_KEY: apiKey })]) {
        expect(error).toMatchObject({
          code: "config_api_key_invalid",
          message: expect.stringContaining("without quotes") as string,
        });
      }
      const late = resolveOptions({ apiKey: () => apiKey }, {});
      expect(() => late.apiKey()).toThrow(expect.objectContaining({ code: "config_api_key_invalid" }) as Error);
    },
  );

  test.each(["SENDO_BASE_URL", "SENDO_CAMPAIGN", "SENDO_FROM", "SENDO_CA_FILE"])(
    "a variable that kept the quotes of an env file is rejected by its name: %s",
    (name) => {
      const env = {
        SENDO_API_KEY: "key",
        SENDO_BASE_URL: "https://localhost:4444",
        [name]: '"https://localhost:4444"',
      };
      expect(refusal({}, env).message).toMatch(
        new RegExp(`^The variable ${name} begins or ends with a quote.*remove them`, "s"),
      );
      if (name !== "SENDO_CA_FILE") return;
      // Not read for Sendo itself, so nothing to complain about.
      expect(() => resolveOptions({}, { ...env, SENDO_BASE_URL: "" })).not.toThrow();
    },
  );

  test("an option is stronger than the environment", () => {
    expect(resolveOptions(local, { SENDO_API_KEY: "other", SENDO_BASE_URL: "https://other.example" }).apiKey()).toBe(
      "sandbox_1",
    );
  });

  test.each<[string, SendoOptions, SendoErrorCode, RegExp]>([
    ["no key", {}, "config_api_key_missing", /SENDO_API_KEY.*apiKey.*dashboard/s],
    ["an empty key", { apiKey: "" }, "config_api_key_invalid", /apiKey/],
    ["a key with a line break", { apiKey: "abc\ndef" }, "config_api_key_invalid", /apiKey/],
    ["a key with a space", { apiKey: "abc def" }, "config_api_key_invalid", /apiKey/],
    ["a sandbox key for another machine", { apiKey: "sandbox_1" }, "config_api_key_sandbox", /SENDO_BASE_URL/],
    ["plain HTTP", { ...local, baseUrl: "http://127.0.0.1:8443" }, "config_base_url_invalid", /baseUrl.*https/s],
    ["plain HTTP to Sendo", { apiKey: "k", baseUrl: "http://api.sendo.dev" }, "config_base_url_invalid", /https:/],
    [
      "credentials in the URL",
      { apiKey: "k", baseUrl: "https://u:p@api.sendo.dev" },
      "config_base_url_invalid",
      /credentials.*apiKey/,
    ],
    ["a query", { apiKey: "k", baseUrl: "https://api.sendo.dev/?a=1" }, "config_base_url_invalid", /query/],
    ["an empty query", { apiKey: "k", baseUrl: "https://api.sendo.dev/?" }, "config_base_url_invalid", /query/],
    ["a fragment", { apiKey: "k", baseUrl: "https://api.sendo.dev/#x" }, "config_base_url_invalid", /fragment/],
    ["no URL", { apiKey: "k", baseUrl: "api.sendo.dev" }, "config_base_url_invalid", /baseUrl/],
    ["another scheme", { apiKey: "k", baseUrl: "file:///etc/passwd" }, "config_base_url_invalid", /https/],
    ["a timeout in words", { ...local, timeoutMs: "5s" as never }, "config_option_invalid", /timeoutMs.*1 to 600000/],
    ["no time at all", { ...local, timeoutMs: { write: 0 } }, "config_option_invalid", /timeoutMs\.write/],
    ["a negative deadline", { ...local, deadlineMs: -1 }, "config_option_invalid", /deadlineMs/],
    ["half a retry", { ...local, retry: { notSent: 0.5 } }, "config_option_invalid", /retry\.notSent/],
    ["no requests", { ...local, requestsPerSecond: 0 }, "config_option_invalid", /requestsPerSecond.*false/],
    ["too many requests", { ...local, requestsPerSecond: 1001 }, "config_option_invalid", /1000/],
    ["no connections", { ...local, maxConnections: 0 }, "config_option_invalid", /maxConnections/],
    [
      "a misspelled option",
      { ...local, apikey: "x" } as SendoOptions,
      "config_option_invalid",
      /`apikey` is not an option.*apiKey/,
    ],
  ])("rejects %s, naming the option and the remedy", (_, options, code, message) => {
    const error = refusal(options);
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
    for (const secret of ["abc", "def", "u:p", "sandbox_1"]) expect(error.message).not.toContain(secret);
  });

  test.each([
    ["timeoutMs", "wirte"],
    ["retry", "notsent"],
    ["rateLimit", "maxqueue"],
  ])("rejects a misspelled option within %s", (outer, inner) => {
    const { code, message } = refusal({ ...local, [outer]: { [inner]: 1 } });
    expect([code, message]).toEqual(["config_option_invalid", expect.stringContaining(`${outer}.${inner}`)]);
  });

  test("what is undefined is not given, inside as well", () => {
    const options = { timeoutMs: { read: undefined, write: 5 }, retry: { reads: undefined, notSent: 0 } };
    expect(resolveOptions({ ...local, ...options }, {})).toMatchObject({
      timeoutMs: { read: 10_000, write: 5 },
      retry: { reads: 2, notSent: 0, rateLimited: 5 },
    });
  });

  test("a key function is asked each time, and what it returns is checked", async () => {
    let asked = 0;
    const options = resolveOptions({ ...local, apiKey: () => Promise.resolve(`sandbox_${(asked += 1)}`) }, {});
    expect([await options.apiKey(), await options.apiKey()]).toEqual(["sandbox_1", "sandbox_2"]);
    const bad = resolveOptions({ ...local, apiKey: () => Promise.resolve(" ") }, {});
    await expect(bad.apiKey()).rejects.toMatchObject({ code: "config_api_key_invalid" });
  });

  test("SENDO_CA_FILE counts for sandboxes only, and must be readable unless it does not exist yet", () => {
    expect(refusal(local, { SENDO_CA_FILE: "/dev" }).code).toBe("config_ca_unreadable");
    const lines: string[] = [];
    const logger = { debug() {}, info() {}, error() {}, warn: (_: object, line: string) => void lines.push(line) };
    const env = { SENDO_CA_FILE: "/nonexistent/ca.pem" };
    const later = resolveOptions({ ...local, logger }, env);
    expect(later.ca).toBeUndefined();
    expect(later.readCa).toThrow(/ENOENT/);
    expect(lines).toEqual([expect.stringMatching(/does not exist yet\. Start the sandbox/)]);
    expect(resolveOptions({ ...local, ca: "own" }, env)).toMatchObject({ ca: "own", readCa: undefined });
    expect(resolveOptions({ apiKey: "k" }, env)).toMatchObject({ ca: undefined, readCa: undefined });
  });

  test("SENDO_SANDBOX_HOST opts in to exactly one host, for a sandbox's keys only", () => {
    const env = { SENDO_SANDBOX_HOST: "Sandbox", SENDO_CA_FILE: "/nonexistent/ca.pem" };
    const at = (baseUrl: string, apiKey: unknown = "sandbox_1"): SendoOptions => ({ baseUrl, apiKey }) as SendoOptions;
    const named = resolveOptions({ ...at("https://sandbox:8443"), proxy: "http://proxy.example:3128" }, env);
    expect(named.apiKey()).toBe("sandbox_1");
    expect(named).toMatchObject({ proxy: undefined, readCa: expect.any(Function) as unknown });
    for (const baseUrl of [
      "https://api.sendo.dev",
      "https://sandbox.example",
      "https://a.sandbox:8443",
      "https://192.168.0.5",
    ]) {
      expect(refusal(at(baseUrl), env).code).toBe("config_api_key_sandbox");
    }
    const live = refusal(at("https://sandbox:8443", "live_key"), env);
    expect(live).toMatchObject({
      code: "config_api_key_sandbox",
      message: expect.stringMatching(/not a sandbox key/) as unknown,
    });
    const late = resolveOptions(
      at("https://sandbox:8443", () => "live_key"),
      env,
    );
    expect(() => late.apiKey()).toThrow(/The key is not sent to that host/);
    expect(resolveOptions(at("https://[fd00::5]:8443"), { SENDO_SANDBOX_HOST: "fd00::5" }).apiKey()).toBe("sandbox_1");
    expect(refusal(at("https://sandbox:8443"), {}).message).toMatch(/SENDO_SANDBOX_HOST/);
    // Local without being named, and a key of any kind: a gate of one's own runs there too.
    for (const key of ["sandbox_1", "live_key"]) {
      expect(resolveOptions(at("https://api.localhost:8443", key), {}).apiKey()).toBe(key);
      expect(resolveOptions(at("https://127.0.0.1:8443", key), { SENDO_SANDBOX_HOST: "127.0.0.1" }).apiKey()).toBe(key);
    }
    expect(refusal(at("https://notlocalhost"), {}).code).toBe("config_api_key_sandbox");
  });

  test("a base URL keeps its path as a prefix", () => {
    expect(resolveOptions({ apiKey: "k", baseUrl: "https://gateway.example/sendo/" }, {}).baseUrl.pathname).toBe(
      "/sendo",
    );
  });

  test("NODE_TLS_REJECT_UNAUTHORIZED=0 is named in the log, with the remedy", () => {
    const lines: string[] = [];
    const logger = { debug() {}, info() {}, error() {}, warn: (_: object, line: string) => void lines.push(line) };
    resolveOptions({ ...local, logger }, { NODE_TLS_REJECT_UNAUTHORIZED: "0" });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/no effect.*SENDO_CA_FILE/);
  });

  test.each<[string, unknown]>([
    ["retry", 3],
    ["retry", true],
    ["retry", null],
    ["timeoutMs", null],
    ["timeoutMs", "5"],
    ["rateLimit", null],
    ["rateLimit", 20],
    ["rateLimit.account", { account: "" }],
    ["rateLimit.account", { account: 5 }],
    ["transport", {}],
    ["transport", null],
    ["reference", "order-1007"],
    ["campaign", 5],
    ["campaign", ""],
    ["from", 12065550142],
    ["ca", 5],
    ["ca", [5]],
  ])("values that the types forbid are rejected at startup, not at the first send: %s %j", (name, value) => {
    const error = refusal({ ...local, [name.split(".")[0]!]: value });
    expect(error.code).toBe("config_option_invalid");
    expect(error.message).toMatch(new RegExp(`^The \`${name.replace(".", "\\.")}\` option must be `));
    expect(error.message).not.toContain("2065550142");
  });

  test.each([null, "sandbox_key", ["sandbox_key"]])("options that are none are rejected: %j", (options) => {
    const { code, message } = refusal(options as never);
    expect(code).toBe("config_option_invalid");
    expect(message).toMatch(/must be an object/);
    expect(message).not.toContain("sandbox_key");
  });

  test("null counts as omitted for a string option", () => {
    const options = resolveOptions({ ...local, campaign: null, from: null } as never, { SENDO_CAMPAIGN: "U7fQ39nX" });
    expect(options).toMatchObject({ campaign: "U7fQ39nX", from: undefined });
  });

  test("retry: false is zero repeats of every kind", () => {
    expect(resolveOptions({ ...local, retry: false }, {}).retry).toEqual({ reads: 0, notSent: 0, rateLimited: 0 });
  });
});
