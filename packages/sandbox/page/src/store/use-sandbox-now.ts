import { useEffect, useState } from "react";
import { every, nowMs } from "../clock.js";
import { sandboxNow } from "../model/sandbox-time.js";
import { useStore } from "./use-store.js";

/** Sandbox time in milliseconds since 1970, or `undefined` until it is known. */
export function useSandboxNow(): number | undefined {
  const clock = useStore((state) => state.clock);
  const [pageMs, setPageMs] = useState(nowMs);
  const stands = clock === undefined || clock.state.mode === "manual" || clock.state.frozen === true;
  useEffect(() => (stands ? undefined : every(() => setPageMs(nowMs()), 250)), [stands]);
  return clock === undefined ? undefined : sandboxNow(clock.state, Math.max(0, pageMs - clock.atMs));
}
