import type { SendoClient } from "@sendo/core";
import { setupError } from "@sendo/core/adapter";
import type { ResolvedWorkOptions } from "./outbox-options.js";

/**
 * Checks that a client is suitable for an outbox. In an outbox, a job can run again if its process dies.
 *
 * @throws A {@link SendoConfigError} with code `config_setup_invalid` if the client is not suitable.
 */
export function checkClient(sendo: SendoClient, { allowVolatileStore }: ResolvedWorkOptions): void {
  if (refusesKeys(sendo)) {
    throw setupError(
      "An outbox needs a client with `idempotency`, because outbox jobs can run more than once. Create the client with " +
        "`new Sendo({ idempotency: redisIdempotencyStore(redis) })`, and do not set `reference` to false.",
    );
  }
  if (sendo.idempotency?.isVolatile && !allowVolatileStore) {
    throw setupError(
      "This client's idempotency store loses its data when the process ends, but the outbox keeps its messages. After a crash, those messages " +
        "would be sent again. Use redisIdempotencyStore(redis) or your own SQL store. In a test, use work({ allowVolatileStore: true }).",
    );
  }
}

/** Validates a sample message that has an idempotency key, because only the client knows whether it accepts keys. */
function refusesKeys(sendo: SendoClient): boolean {
  try {
    sendo.messages.validate({ campaign: "probe", to: "+12065550100", body: "probe" }, { idempotencyKey: "probe" });
    return false;
  } catch {
    return true;
  }
}
