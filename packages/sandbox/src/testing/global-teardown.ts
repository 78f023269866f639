import { leaveSharedSandbox } from "./shared-sandbox.js";

/** Stops what `@sendo/sandbox/global-setup` has started; for `globalTeardown` of jest. */
export default async function globalTeardown(): Promise<void> {
  await leaveSharedSandbox();
}
