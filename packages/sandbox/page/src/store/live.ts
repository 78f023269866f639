import { later, nowMs } from "../clock.js";
import { ControlError, createControlApi, type ControlApi } from "../control/control-api.js";
import type { StreamEvent } from "../control/event-parser.js";
import { tenantInAddress, type Session } from "../control/session.js";
import type { ClockState } from "../wire.js";
import type { LiveEvent } from "./apply-event.js";
import { followTogether } from "./shared-stream.js";
import { readSlice, SLICES, type SliceName } from "./slices.js";
import type { Store } from "./store.js";

/** The store's connection to the sandbox. */
export interface Live {
  readonly api: ControlApi;
  /** Reads part of the state again. */
  refresh(slice: SliceName): Promise<void>;
}

const SLICE_OF_SUBJECT: Readonly<Record<string, readonly SliceName[]>> = {
  webhook: ["webhooks"],
  faults: ["faults", "webhooks"],
  campaign: ["campaigns", "numbers"],
  number: ["campaigns", "numbers", "info"],
  optout: ["optOuts"],
  tenant: ["tenants"],
};

// For these kinds, the event contains the changed object. For other kinds, the current state is read.
const isSubject = (name: string): name is LiveEvent["subject"] =>
  name === "message" || name === "delivery" || name === "request" || name === "problem";

const PAUSE_MS = 1_000;

/** Fills the store and keeps it up to date while the page is open, even after a connection is lost. */
export function startLive(session: Session, store: Store): Live {
  const api = createControlApi(session, tenantInAddress());
  let isRead = false;
  let work = Promise.resolve(); // work runs in sequence, so that newer data wins

  const refresh = async (slice: SliceName): Promise<void> => store.set(await readSlice(api, slice, nowMs));

  const readAgain = async (slices: readonly SliceName[]): Promise<void> =>
    void (await Promise.all(slices.map(refresh)));

  const readEverything = async (): Promise<void> => {
    await Promise.all(SLICES.map((slice) => refresh(slice)));
    isRead = true;
    store.set({ connection: "live", reason: undefined });
  };

  const handle = async ({ name, tenant, data }: StreamEvent): Promise<void> => {
    if (tenant !== undefined && tenant !== store.get().info?.tenant) return;
    // After a reconnect, `ready` is followed by the missed events. In all other cases, everything is read first, and
    // events that arrive later wait.
    if (name === "reset" || (name === "ready" && !isRead)) await readEverything();
    else if (name === "ready") store.set({ connection: "live", reason: undefined });
    else if (isSubject(name)) {
      const changed = JSON.parse(data) as object;
      if ("removed" in changed) await readAgain(["messages", "deliveries"]);
      else store.add({ subject: name, data: changed } as LiveEvent);
    } else if (name === "clock") store.set({ clock: { state: JSON.parse(data) as ClockState, atMs: nowMs() } });
    else await readAgain(SLICE_OF_SUBJECT[name] ?? []);
  };

  const enqueue = (run: () => Promise<void> | void): void => {
    work = work.then(run).catch((error: unknown) => {
      const isGone = error instanceof ControlError && error.httpStatus === 404;
      store.set({ connection: isGone ? "gone" : "lost", reason: error instanceof Error ? error.message : undefined });
      isRead = false;
      if (!isGone) later(() => enqueue(readEverything), PAUSE_MS);
    });
  };

  session.onChange(() => (isRead = false));
  followTogether(api, session, {
    onEvents: (events) => {
      for (const event of events) enqueue(() => handle(event));
    },
    onLost: (connection, reason) => enqueue(() => store.set({ connection, reason })),
  });
  return { api, refresh };
}
