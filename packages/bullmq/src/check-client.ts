import type { SendoClient } from "@sendo/core";
import { setupError } from "@sendo/core/adapter";
import type { ResolvedWorkOptions } from "./outbox-options.js";

/**
 * Whether a client can send what an outbox holds: jobs that may run twice, also after the process that ran them first.
 *
 * @throws A {@link SendoConfigError} `config_setup_invalid` when it cannot.
 */
export function checkClient(sendo: SendoClient, { allowVolatileStore }: ResolvedWorkOptions): void {
  if (refusesKeys(sendo)) {
    throw setupError(
      "An outbox works only with a client that has `idempotency`, since its jobs may run twice: " +
        "new Sendo({ idempotency: redisIdempotencyStore(redis) }), and `reference` not switched off.",
    );
  }
  if (sendo.idempotency?.isVolatile && !allowVolatileStore) {
    throw setupError(
      "This client's idempotency store forgets when the process ends, and the outbox's messages do not: after a crash they would " +
        "be sent again. Use redisIdempotencyStore(redis) or your own on SQL; in a test, work({ allowVolatileStore: true }).",
    );
  }
}

/** Asked of the client itself: it is the one that would refuse every message. */
function refusesKeys(sendo: SendoClient): boolean {
  try {
    sendo.messages.validate({ campaign: "probe", to: "+12065550100", body: "probe" }, { idempotencyKey: "probe" });
    return false;
  } catch {
    return true;
  }
}
