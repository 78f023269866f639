import { expect, test } from "vitest";
import { Sendo } from "../../src/client.js";
import type { SendoOptions } from "../../src/options/options.js";

const KEY = "key_Wq4Zt7Nc2Rk9Xm5B";
const identityOf = (options: SendoOptions) => new Sendo({ apiKey: KEY, ...options }).account;

test("one key and host are one account, however the rate limit is set; another key or host is another", () => {
  const account = identityOf({});
  expect(account).toEqual({ id: expect.stringMatching(/^key:[0-9a-f]{32}$/) as string, host: "api.sendo.dev" });
  expect(identityOf({ requestsPerSecond: false, rateLimit: { account: "shared" } })).toEqual(account);
  expect(identityOf({ apiKey: `${KEY}2` }).id).not.toBe(account.id);
  expect(identityOf({ baseUrl: "https://127.0.0.1:4010" })).not.toEqual(account);
  expect(JSON.stringify(account)).not.toContain(KEY);
});

test("a name stays when the key rotates, and the host still counts", () => {
  const account = { id: "name:eu", host: "api.sendo.dev" };
  expect(identityOf({ account: "eu" })).toEqual(account);
  expect(identityOf({ account: "eu", apiKey: "another" })).toEqual(account);
  expect(identityOf({ account: "eu", apiKey: () => KEY })).toEqual(account);
  expect(identityOf({ account: "eu", baseUrl: "https://127.0.0.1:4010" }).host).toBe("127.0.0.1:4010");
});

test("a key that is a function has none without a name", () => {
  expect(identityOf({ apiKey: () => KEY })).toEqual({ id: undefined, host: "api.sendo.dev" });
});

test("clients made by withOptions have the account of their origin, also when the environment has changed", () => {
  const environment: NodeJS.ProcessEnv = { SENDO_API_KEY: KEY };
  const clock = { now: () => 0, epochMs: () => 0, setTimer: () => ({ cancel: () => {} }) };
  const sendo = new Sendo({}, { clock, random: () => 0, environment });
  environment.SENDO_API_KEY = "another";
  expect(sendo.withOptions({ deadlineMs: 1000 }).account).toEqual(sendo.account);
  expect(() => sendo.withOptions({ account: "us" } as never)).toThrow(/`account` cannot be changed/);
});

test.each(["", 5, "x".repeat(201)])("account: %j is rejected", (account) => {
  expect(() => identityOf({ account: account as string })).toThrow(
    expect.objectContaining({ code: "config_option_invalid", message: expect.stringContaining("`account`") as string }),
  );
});
