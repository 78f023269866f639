import type { Clock } from "@sendo/core";
import { memoryChallengeStore, memoryCounterStore } from "@sendo/core/stores";
import type { VerifyStore } from "./verifier-options.js";

/**
 * Keeps challenges and limits in this process: for tests, and for an app of one process. Several processes need a store that they
 * share, such as `redisChallengeStore` and `redisCounterStore` of `@sendo/redis`: otherwise a code that one process sent is not found
 * by another.
 *
 * @throws A {@link SendoConfigError} `config_option_invalid`: an option is unknown or cannot be used.
 *
 * @example
 * ```ts
 * const verifier = createVerifier({ client: sendo, store: memoryVerifyStore(), secret, brand: "Acme" });
 * ```
 */
export function memoryVerifyStore(options: { readonly clock?: Pick<Clock, "now"> | undefined } = {}): VerifyStore {
  return { challenges: memoryChallengeStore(options), counters: memoryCounterStore(options) };
}
