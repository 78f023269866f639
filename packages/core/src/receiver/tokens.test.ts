import { createHash } from "node:crypto";
import { inspect } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isSendoError } from "../errors/errors.js";
import { Secret } from "../errors/redact.js";
import { createTokenCheck, resolveWebhookTokens, type WebhookTokens } from "./tokens.js";

const TOKEN = "k3Yw9TbQx27LmPz0";

function names(tokens: WebhookTokens | undefined, fromEnvironment?: string): string[] {
  return resolveWebhookTokens(tokens, fromEnvironment).map(({ name }) => name);
}

function failure(tokens: unknown, fromEnvironment?: string): unknown {
  try {
    resolveWebhookTokens(tokens as WebhookTokens, fromEnvironment);
  } catch (error) {
    return error;
  }
  return undefined;
}

describe("resolveWebhookTokens", () => {
  it("takes one token, a secret, a named one, or a list", () => {
    expect(names(TOKEN)).toEqual(["token-1"]);
    expect(names(new Secret(TOKEN))).toEqual(["token-1"]);
    expect(names({ name: "eu", token: TOKEN })).toEqual(["eu"]);
    expect(names([TOKEN, { name: "eu", token: new Secret("b") }, "c"])).toEqual(["token-1", "eu", "token-3"]);
  });

  it("asks the environment only when the option is not given", () => {
    expect(names(undefined, " a ,b")).toEqual(["token-1", "token-2"]);
    expect(names(TOKEN, "a,b")).toEqual(["token-1"]);
    const check = createTokenCheck(resolveWebhookTokens(undefined, " a ,b\n"));
    expect(check({ "x-webhook-token": "b" })).toEqual({ tokenName: "token-2" });
  });

  it.each([
    ["nothing", undefined, undefined],
    ["an empty variable", undefined, ""],
    ["a blank variable", undefined, " \n"],
    ["an empty list", [], "a"],
  ])("says that there is none: %s", (_, tokens, fromEnvironment) => {
    expect(failure(tokens, fromEnvironment)).toMatchObject({ code: "config_webhook_token_missing" });
  });

  it.each([
    ["empty", ""],
    ["white space", "  "],
    ["white space inside", `${TOKEN} x`],
    ["a line end", `${TOKEN}\n`],
    ["a comma", `${TOKEN},other`],
    ["a control character", `${TOKEN}\u0000`],
    ["no ASCII", `${TOKEN}\u00e9`],
    ["longer than any token", "x".repeat(1025)],
    ["a number", 7],
    ["null", null],
    ["an object", { token: undefined, name: "x" }],
    ["an empty one in a list", [TOKEN, ""]],
    ["an empty secret", new Secret("")],
    ["an empty named one", { name: "eu", token: "" }],
    ["a name that is the token", { name: TOKEN, token: TOKEN }],
    ["an empty name", { name: "", token: TOKEN }],
    ["a long name", { name: "n".repeat(65), token: TOKEN }],
    ["a name that is not a string", { name: 7, token: TOKEN }],
  ])("rejects a token that is %s, and does not print it", (_, tokens) => {
    const error = failure(tokens);
    expect(isSendoError(error) && error.code).toBe("config_webhook_token_invalid");
    expect(inspect(error, { depth: 9, showHidden: true }) + JSON.stringify(error)).not.toContain(TOKEN);
  });

  it.each(["a,,b", "a,", ",a", "a b"])("rejects the variable %j", (fromEnvironment) => {
    expect(failure(undefined, fromEnvironment)).toMatchObject({ code: "config_webhook_token_invalid" });
  });

  it.each([
    ["double quotes", `"${TOKEN}"`, undefined],
    ["single quotes", `'${TOKEN}'`, undefined],
    ["a named one", { name: "eu", token: `"${TOKEN}"` }, undefined],
    ["one of a list", [TOKEN, `'${TOKEN}'`], undefined],
    ["a secret", new Secret(`"${TOKEN}"`), undefined],
    ["the variable", undefined, `"${TOKEN}"`],
    ["the variable with a list in one pair of quotes", undefined, `"${TOKEN},other"`],
    ["the variable with each of a list in quotes", undefined, `'${TOKEN}', 'other'`],
  ])("rejects a token that kept the quotes of an env file: %s", (_, tokens, fromEnvironment) => {
    const error = failure(tokens, fromEnvironment);
    expect(error).toMatchObject({
      code: "config_webhook_token_invalid",
      message: expect.stringContaining("without quotes") as string,
    });
    expect(inspect(error)).not.toContain(TOKEN);
  });

  describe("a token of the sandbox", () => {
    const SANDBOX_TOKEN = "sandbox_Jd8sPv3KfT6yHa1L";
    const resolve = (tokens: WebhookTokens | undefined, baseUrl: string | undefined) => () =>
      resolveWebhookTokens(tokens, `${TOKEN},${SANDBOX_TOKEN}`, baseUrl);

    it.each(["https://localhost:4444", "https://127.0.0.1:4444/prefix", "https://[::1]"])(
      "is accepted for the API at %s",
      (baseUrl) => {
        expect(resolve(SANDBOX_TOKEN, baseUrl)()).toHaveLength(1);
        expect(resolve(undefined, baseUrl)()).toHaveLength(2);
      },
    );

    it("is accepted for the API at the host in SENDO_SANDBOX_HOST, and no other", () => {
      const at = (baseUrl: string) => () => resolveWebhookTokens(SANDBOX_TOKEN, undefined, baseUrl, "sandbox");
      expect(at("https://sandbox:8443")()).toHaveLength(1);
      expect(at("https://sandbox.example")).toThrow(
        expect.objectContaining({ code: "config_webhook_token_sandbox" }) as Error,
      );
    });

    it.each([undefined, "https://api.sendo.dev", "https://localhost.example", "https://127.0.0.1.example", "", "here"])(
      "stops a receiver for the API at %s at startup",
      (baseUrl) => {
        for (const tokens of [SANDBOX_TOKEN, [TOKEN, { name: "dev", token: SANDBOX_TOKEN }], undefined] as const) {
          expect(resolve(tokens, baseUrl)).toThrow(
            expect.objectContaining({ code: "config_webhook_token_sandbox" }) as Error,
          );
        }
        expect(resolve(TOKEN, baseUrl)()).toHaveLength(1);
      },
    );
  });

  it("keeps nothing that shows the token", () => {
    const seen = inspect(resolveWebhookTokens([TOKEN, new Secret(TOKEN)], undefined), { depth: 9, showHidden: true });
    expect(seen).not.toContain(TOKEN);
  });
});

describe("createTokenCheck", () => {
  it("finds each token of many, and nothing else", () => {
    const visible = fc.string({
      unit: fc.constantFrom(..."abAB01!#$%&()*+-./:;<=>?@[]^_{|}~"),
      minLength: 1,
      maxLength: 40,
    });
    fc.assert(
      fc.property(fc.uniqueArray(visible, { minLength: 1, maxLength: 8 }), visible, (tokens, other) => {
        const check = createTokenCheck(resolveWebhookTokens(tokens, undefined));
        tokens.forEach((token, index) => {
          expect(check({ "x-webhook-token": token })).toEqual({ tokenName: `token-${index + 1}` });
        });
        const expected = tokens.includes(other)
          ? { tokenName: `token-${tokens.indexOf(other) + 1}` }
          : { rejected: "webhook_token_invalid" };
        expect(check({ "x-webhook-token": other })).toEqual(expected);
      }),
    );
  });

  it("compares whole digests: one that begins alike, or ends alike, is another", () => {
    const check = createTokenCheck(resolveWebhookTokens(TOKEN, undefined));
    const digest = (value: string): string => createHash("sha256").update(value).digest("hex");
    for (const part of [(hex: string) => hex.slice(0, 4), (hex: string) => hex.slice(-4)]) {
      let n = 0;
      while (part(digest(`guess-${n}`)) !== part(digest(TOKEN))) n += 1;
      expect(check({ "x-webhook-token": `guess-${n}` })).toEqual({ rejected: "webhook_token_invalid" });
    }
  });

  it.each([
    ["nothing", undefined, "webhook_token_missing"],
    ["an empty string", "", "webhook_token_missing"],
    ["no value", [], "webhook_token_missing"],
    ["an empty value", [""], "webhook_token_missing"],
    ["a wrong value", "wrong", "webhook_token_invalid"],
    ["a value beside an empty one", ["", TOKEN], "webhook_token_invalid"],
  ])("tells missing from invalid: %s", (_, header, refused) => {
    expect(createTokenCheck(resolveWebhookTokens(TOKEN, undefined))({ "x-webhook-token": header })).toEqual({
      rejected: refused,
    });
  });

  it("finds the token in the web-standard Headers, and rejects a repeated one", () => {
    const check = createTokenCheck(resolveWebhookTokens(TOKEN, undefined));
    const headers = new Headers({ "X-Webhook-Token": TOKEN });
    expect(check(headers)).toEqual({ tokenName: "token-1" });
    headers.append("x-webhook-token", TOKEN);
    expect(check(headers)).toEqual({ rejected: "webhook_token_invalid" });
    expect(check(new Headers())).toEqual({ rejected: "webhook_token_missing" });
    expect(check({ get: "a header of this name", "x-webhook-token": TOKEN })).toEqual({ tokenName: "token-1" });
  });

  it("names the first of two equal tokens", () => {
    const check = createTokenCheck(resolveWebhookTokens([TOKEN, { name: "again", token: TOKEN }], undefined));
    expect(check({ "x-webhook-token": TOKEN })).toEqual({ tokenName: "token-1" });
  });

  it("finds the token with a header object that has no prototype, or a hostile one", () => {
    const check = createTokenCheck(resolveWebhookTokens(TOKEN, undefined));
    const bare = Object.assign(Object.create(null) as Record<string, string>, { "x-webhook-token": TOKEN });
    expect(check(bare)).toEqual({ tokenName: "token-1" });
    const inherited = Object.create({ "x-webhook-token": TOKEN }) as Record<string, string>;
    expect(check(inherited)).toEqual({ rejected: "webhook_token_missing" });
  });
});
