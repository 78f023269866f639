export { runWaitlistSuite } from "./run-waitlist-suite.js";
export type { RunningWaitlist, StartWaitlist } from "./app-under-test.js";
