import { afterEach, expect, test, vi } from "vitest";
import { Sendo } from "../client.js";
import { createWebhookReceiver } from "../receiver/receiver.js";
import { lazy } from "./lazy.js";

afterEach(() => vi.unstubAllEnvs());

test("authkit-nextjs#113, better-auth#8076: a module that is loaded without variables fails at its first use, until they are there", () => {
  vi.stubEnv("SENDO_API_KEY", undefined);
  vi.stubEnv("SENDO_WEBHOOK_TOKEN", undefined);
  const sendo = lazy(() => new Sendo());
  const receiver = lazy(() => createWebhookReceiver({ on: {} }));
  expect(sendo).toThrow(expect.objectContaining({ code: "config_api_key_missing" }) as Error);
  expect(receiver).toThrow(expect.objectContaining({ code: "config_webhook_token_missing" }) as Error);
  vi.stubEnv("SENDO_API_KEY", "key");
  vi.stubEnv("SENDO_WEBHOOK_TOKEN", "token");
  expect(sendo()).toBe(sendo());
  expect(receiver()).toBe(receiver());
});
