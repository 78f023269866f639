import { setEnvironment } from "../internal/environment.js";
import { startSandbox, type Sandbox } from "../server/start-sandbox.js";

interface Shared {
  readonly starting: Promise<Sandbox>;
  users: number;
}

// On the global object, since a runner may load set-up and tear-down as two copies of this file.
const KEY = Symbol.for("@sendo/sandbox shared by a test run");
const holder = globalThis as { [KEY]?: Shared };

/** Starts the run's sandbox, or joins it: several projects of one run share it. Workers find it in their environment. */
export async function joinSharedSandbox(): Promise<void> {
  // Texts arrive at once: whoever tests how long they take has a sandbox of their own.
  const shared = (holder[KEY] ??= { starting: startSandbox({ delays: AT_ONCE }), users: 0 });
  shared.users += 1;
  // Not the default tenant's key and number: a test's client would take them for what its own tenant leaves open.
  setEnvironment((await shared.starting).controlEnv);
}

/** Stops it after the last project that joined. */
export async function leaveSharedSandbox(): Promise<void> {
  const shared = holder[KEY];
  if (shared === undefined) return;
  shared.users -= 1;
  if (shared.users > 0) return;
  delete holder[KEY];
  await (await shared.starting).close();
}

const AT_ONCE = { queuedMs: 0, sentMs: 0, deliveredMs: 0 };
