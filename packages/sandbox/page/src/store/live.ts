import { later, nowMs } from "../clock.js";
import { ControlError, createControlApi, type ControlApi } from "../control/control-api.js";
import { EventParser, type StreamEvent } from "../control/event-parser.js";
import type { Session } from "../control/session.js";
import type { ClockState } from "../wire.js";
import type { LiveEvent } from "./apply-event.js";
import { readSlice, SLICES, type SliceName } from "./slices.js";
import type { Store } from "./store.js";

/** The store's connection to the sandbox. */
export interface Live {
  readonly api: ControlApi;
  /** Reads a part of the state again. */
  refresh(slice: SliceName): Promise<void>;
}

const SLICE_OF_SUBJECT: Readonly<Record<string, readonly SliceName[]>> = {
  webhook: ["webhooks"],
  faults: ["faults", "webhooks"],
  campaign: ["campaigns", "numbers"],
  number: ["campaigns", "numbers", "info"],
  optout: ["optOuts"],
};

// These are taken from the event itself; of the rest the present state is read.
const isSubject = (name: string): name is LiveEvent["subject"] =>
  name === "message" || name === "delivery" || name === "request" || name === "problem";

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5_000;

/** Fills the store and keeps it up to date for as long as the page is open, over any number of lost connections. */
export function startLive(session: Session, store: Store): Live {
  const api = createControlApi(session);
  let lastEventId: string | undefined;

  const refresh = async (slice: SliceName): Promise<void> => store.set(await readSlice(api, slice, nowMs));

  const readEverything = async (): Promise<void> => {
    await Promise.all(SLICES.map((slice) => refresh(slice)));
    store.set({ connection: "live", reason: undefined });
  };

  const handle = async ({ id, name, data }: StreamEvent): Promise<void> => {
    // `ready` after a lost connection: what was missed follows. Otherwise all is read now; later events wait for that.
    if (name === "reset" || (name === "ready" && lastEventId === undefined)) await readEverything();
    else if (name === "ready") store.set({ connection: "live", reason: undefined });
    else if (isSubject(name)) store.add({ subject: name, data: JSON.parse(data) as unknown } as LiveEvent);
    else if (name === "clock") store.set({ clock: { state: JSON.parse(data) as ClockState, atMs: nowMs() } });
    else await Promise.all((SLICE_OF_SUBJECT[name] ?? []).map(refresh));
    lastEventId = id ?? lastEventId;
  };

  const follow = async (): Promise<void> => {
    const reader = (await api.stream(lastEventId, new AbortController().signal)).getReader();
    const decoder = new TextDecoder();
    const parser = new EventParser();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      for (const event of parser.push(decoder.decode(value, { stream: true }))) await handle(event);
    }
  };

  const run = async (pauseMs: number): Promise<void> => {
    let nextPauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS);
    try {
      await follow();
      nextPauseMs = FIRST_PAUSE_MS;
      store.set({ connection: "lost", reason: "The sandbox has ended the connection." });
    } catch (error) {
      const refused = error instanceof ControlError && (error.httpStatus === 401 || error.httpStatus === 403);
      const reason = error instanceof ControlError ? error.message : "The connection to the sandbox was lost.";
      store.set({ connection: refused ? "refused" : "lost", reason });
      if (refused) return; // another run has another token: asking again cannot help
    }
    later(() => void run(nextPauseMs), pauseMs);
  };
  void run(FIRST_PAUSE_MS);
  return { api, refresh };
}
