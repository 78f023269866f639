import { setEnvironment } from "../internal/environment.js";
import { startSandbox, type Sandbox } from "../server/start-sandbox.js";

interface Shared {
  readonly starting: Promise<Sandbox>;
  users: number;
}

// A test runner can load setup and teardown as two copies of this file, so the copies share state through the global
// object.
const KEY = Symbol.for("@sendo/sandbox shared by a test run");
const holder = globalThis as { [KEY]?: Shared };

/**
 * Starts the test run's sandbox, or joins it if another project in the run has already started it. Workers find it
 * through environment variables.
 */
export async function joinSharedSandbox(): Promise<void> {
  // Messages are delivered immediately. A test that needs delivery delays must start its own sandbox.
  const shared = (holder[KEY] ??= { starting: startSandbox({ delays: AT_ONCE }), users: 0 });
  shared.users += 1;
  // Omits the default tenant's key and number. Otherwise, a test's client would use them as defaults instead of its own
  // tenant's key and number.
  setEnvironment((await shared.starting).controlEnv);
}

/** Stops the sandbox after the last project has finished. */
export async function leaveSharedSandbox(): Promise<void> {
  const shared = holder[KEY];
  if (shared === undefined) return;
  shared.users -= 1;
  if (shared.users > 0) return;
  delete holder[KEY];
  await (await shared.starting).close();
}

const AT_ONCE = { queuedMs: 0, sentMs: 0, deliveredMs: 0 };
