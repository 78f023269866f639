import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { describe, expect, it } from "vitest";

/** What users may import; taking a name away breaks them, adding one is a promise. So both are written down here first. */
const PUBLIC: Record<string, Record<string, readonly string[]>> = {
  core: {
    ".": [
      "CAMPAIGN_USECASES",
      "DELIVERY_CODES",
      "HttpsTransport",
      "MESSAGE_STATUSES",
      "Secret",
      "Sendo",
      "SendoAbortError",
      "SendoApiError",
      "SendoAuthenticationError",
      "SendoBadRequestError",
      "SendoConfigError",
      "SendoConnectionError",
      "SendoError",
      "SendoGuardError",
      "SendoIdempotencyError",
      "SendoNotFoundError",
      "SendoQueueFullError",
      "SendoRateLimitError",
      "SendoRejectedError",
      "SendoServerError",
      "SendoTimeoutError",
      "SendoUnexpectedStatusError",
      "SendoUnreadableResponseError",
      "SendoValidationError",
      "SendoWebhookError",
      "WEBHOOK_EVENT_TYPES",
      "countSegments",
      "createWebhookReceiver",
      "describeDeliveryCode",
      "isOutcomeUnknown",
      "isSendoError",
      "lazy",
      "maskPhone",
      "memoryDedupeStore",
      "memoryIdempotencyStore",
      "statusAdvances",
    ],
    "./gate": ["RESET_FORMATS", "WINDOW_RULES", "apiError", "apiErrorOf", "createGate"],
    "./adapter": [
      "BodyTooLargeError",
      "SendoExtensionError",
      "checkHealth",
      "checkHealthOptions",
      "checkOptionNames",
      "checkWholeNumber",
      "createStepBound",
      "createThrottledLog",
      "errorReply",
      "handlerComesLater",
      "handlerDone",
      "healthReply",
      "inputError",
      "invalidOption",
      "keyReusedError",
      "readNodeBody",
      "redactText",
      "resolveClient",
      "setupError",
      "splitForeignOptions",
      "systemClock",
      "toHttpRequest",
      "unknownOption",
      "unusableOption",
      "warnIfUnread",
      "writeReply",
    ],
    "./guard": ["createGuard", "detectOptOut", "lintMessage"],
    "./testing": ["TEST_WEBHOOK_TOKEN", "VirtualClock", "deliver", "fakeSendo", "webhookEvent"],
    "./phone": ["toE164"],
    "./stores": ["memoryChallengeStore", "memoryCounterStore"],
    "./testing/stores": [
      "CHALLENGE_STORE_CASES",
      "COUNTER_STORE_CASES",
      "DEDUPE_STORE_CASES",
      "IDEMPOTENCY_STORE_CASES",
      "RATE_LIMIT_STORE_CASES",
      "memoryRateLimitStore",
    ],
  },
  bullmq: {
    ".": ["SendoOutboxError", "createOutbox"],
    "./nestjs": ["InjectSendoOutbox", "SendoOutboxModule", "getSendoOutboxToken"],
  },
  cli: {},
  express: {
    ".": ["getSendo", "sendo", "sendoErrorHandler", "sendoGate", "sendoGateErrors", "sendoHealth", "sendoWebhooks"],
  },
  fastify: {
    ".": ["default", "sendo", "sendoErrorHandler", "sendoGate", "sendoHealth", "sendoWebhooks"],
  },
  nestjs: {
    ".": [
      "InjectSendo",
      "OnSendoEvent",
      "SendoExceptionFilter",
      "SendoGateGuard",
      "SendoModule",
      "SendoShutdown",
      "SendoShutdownModule",
      "getSendoToken",
      "nestLogger",
    ],
    "./testing": ["getFakeSendo", "overrideSendo"],
    "./health": ["SendoHealthIndicator"],
  },
  redis: {
    ".": [
      "redisChallengeStore",
      "redisCounterStore",
      "redisDedupeStore",
      "redisIdempotencyStore",
      "redisRateLimitStore",
    ],
  },
  sandbox: {
    ".": [
      "ASSUMPTIONS",
      "MAGIC_NUMBERS",
      "MAGIC_PREFIXES",
      "SandboxError",
      "connectSandbox",
      "manualClock",
      "realtimeClock",
      "startSandbox",
    ],
    "./vitest": ["sandboxFixtures"],
    "./jest": ["useTenant"],
    "./global-setup": ["default", "globalSetup"],
    "./global-teardown": ["default", "globalTeardown"],
  },
  verify: {
    ".": ["createPumpingBreaker", "createVerifier", "memoryVerifyStore"],
  },
};

describe.each(Object.entries(PUBLIC))("@sendo/%s", (name, pinned) => {
  const file = (path: string): URL => new URL(`../../../packages/${name}/${path}`, import.meta.url);
  const manifest = JSON.parse(readFileSync(file("package.json"), "utf8")) as {
    exports: Record<string, string | Record<"import" | "require", { default: string }>>;
  };
  const entries = Object.entries(manifest.exports).filter(([entry]) => entry !== "./package.json");

  it("every entry point of the manifest is pinned here", () => {
    expect(entries.map(([entry]) => entry)).toEqual(Object.keys(pinned));
  });

  describe.each(entries)("%s", (entry, target) => {
    if (typeof target === "string") throw new Error(`${entry} has no separate files for import and require`);

    it("has the names that are promised, for import", async () => {
      const loaded = (await import(/* @vite-ignore */ file(target.import.default).href)) as object;
      expect(Object.keys(loaded).sort()).toEqual(pinned[entry]);
    });

    it("has the same for require", () => {
      const loaded = createRequire(import.meta.url)(file(target.require.default).pathname) as object;
      expect(Object.keys(loaded).sort()).toEqual(pinned[entry]);
    });
  });
});
