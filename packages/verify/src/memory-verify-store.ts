import type { Clock } from "@sendo/core";
import { memoryChallengeStore, memoryCounterStore } from "@sendo/core/stores";
import type { VerifyStore } from "./verifier-options.js";

/**
 * Stores challenges and limits in this process, for tests and for apps with one process. If you run several processes,
 * use a shared store, such as `redisChallengeStore` and `redisCounterStore` from `@sendo/redis`. Without a shared store, one
 * process cannot check a code sent by another process.
 *
 * @throws A {@link SendoConfigError} with code `config_option_invalid` if an option is unknown or invalid.
 *
 * @example
 * ```ts
 * const verifier = createVerifier({ client: sendo, store: memoryVerifyStore(), secret, brand: "Acme" });
 * ```
 */
export function memoryVerifyStore(options: { readonly clock?: Pick<Clock, "now"> | undefined } = {}): VerifyStore {
  return { challenges: memoryChallengeStore(options), counters: memoryCounterStore(options) };
}
