import { describe, test } from "vitest";
import { RATE_LIMIT_STORE_CASES } from "./rate-limit-store-cases.js";
import { VirtualClock } from "../virtual-clock.js";
import { memoryRateLimitStore } from "./memory-rate-limit-store.js";

describe("memoryRateLimitStore keeps the contract", () => {
  test.each(RATE_LIMIT_STORE_CASES)("$name", async ({ run }) => {
    const clock = new VirtualClock();
    await run({ store: memoryRateLimitStore({ clock }), passTime: (ms) => clock.advance(ms) });
  });
});
