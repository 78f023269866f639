import { later } from "../clock.js";
import { ControlError, type ControlApi } from "../control/control-api.js";
import { EventParser, type StreamEvent } from "../control/event-parser.js";
import type { Session } from "../control/session.js";

/** Receives the sandbox's events, from the tab's own connection or from the leading tab. */
export interface StreamListener {
  /** The first event on a connection is `ready` or `reset`. */
  readonly onEvents: (events: readonly StreamEvent[]) => void;
  readonly onLost: (connection: "lost" | "refused", reason: string) => void;
}

type News =
  | { readonly kind: "events"; readonly events: readonly StreamEvent[] }
  | { readonly kind: "lost"; readonly connection: "lost" | "refused"; readonly reason: string }
  | { readonly kind: "alive" }
  | { readonly kind: "who" };

const NAME = "sendo-sandbox-events";
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5_000;
// The sandbox sends a heartbeat every five seconds.
const PATIENCE_MS = 12_000;
// Longer than the leading tab's own timeout, so that it can report a problem before another tab takes over.
const LEADER_PATIENCE_MS = 20_000;
const FIRST_ANSWER_MS = 5_000;

/**
 * Shares one connection between all tabs in this browser, because a browser opens at most six connections to a host.
 * The tab that holds the lock leads and passes events to the others. When the leading tab is closed or frozen, another
 * tab takes over and continues after the last event. Over plain HTTP from another host, browsers have no locks, so each
 * visible tab opens its own connection.
 */
export function followTogether(api: ControlApi, session: Session, listener: StreamListener): void {
  const { locks } = navigator as { locks?: LockManager }; // available only over HTTPS and on localhost
  const channel = locks === undefined ? undefined : new BroadcastChannel(NAME);
  let lastEventId: string | undefined;
  let last: News = { kind: "alive" }; // sent to tabs that open later
  let isLeading = false;
  let cancelWatch = (): void => {};
  let renew = (): void => {};

  const take = (news: News): void => {
    if (news.kind === "lost") listener.onLost(news.connection, news.reason);
    if (news.kind !== "events") return;
    listener.onEvents(news.events);
    lastEventId = news.events.at(-1)?.id ?? lastEventId;
  };

  const tell = (news: News): void => {
    channel?.postMessage(news);
    take(news);
    if (news.kind === "lost") last = news;
    if (news.kind === "events") last = { kind: "events", events: [ready(lastEventId)] };
  };

  const connect = async (ending: AbortController): Promise<void> => {
    let cancel = later(() => ending.abort(), PATIENCE_MS);
    try {
      const reader = (await api.stream(lastEventId, ending.signal)).getReader();
      const decoder = new TextDecoder();
      const parser = new EventParser();
      for (;;) {
        const { done, value } = await reader.read();
        cancel();
        if (done) return;
        cancel = later(() => ending.abort(), PATIENCE_MS);
        const events = parser.push(decoder.decode(value, { stream: true }));
        tell(events.length > 0 ? { kind: "events", events } : { kind: "alive" });
      }
    } finally {
      cancel();
    }
  };

  const lead = async (signal: AbortSignal): Promise<void> => {
    cancelWatch();
    isLeading = true;
    for (let pauseMs = FIRST_PAUSE_MS; !signal.aborted; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
      const ending = new AbortController();
      const renewed = new Promise<void>((resolve) => (renew = resolve));
      void renewed.then(() => ending.abort());
      signal.addEventListener("abort", () => ending.abort(), { once: true });
      const before = lastEventId;
      let isRefused = false;
      try {
        await connect(ending);
        tell({
          kind: "lost",
          connection: "lost",
          reason: "The sandbox closed the connection.",
        });
      } catch (error) {
        if (signal.aborted) return;
        isRefused = error instanceof ControlError && error.httpStatus === 401;
        const reason = error instanceof ControlError ? error.message : "The sandbox is not responding.";
        tell({ kind: "lost", connection: isRefused ? "refused" : "lost", reason });
      }
      if (lastEventId !== before) pauseMs = FIRST_PAUSE_MS;
      // A token that the sandbox has refused stays invalid, so only a new token can succeed.
      await Promise.race(isRefused ? [renewed] : [renewed, new Promise<void>((resolve) => later(resolve, pauseMs))]);
    }
  };

  const queueUp = async (steal: boolean): Promise<void> => {
    const own = new AbortController();
    try {
      await locks!.request(NAME, steal ? { steal } : {}, () => lead(own.signal));
    } catch {
      own.abort(); // another tab has taken over, because this one did not respond
      isLeading = false;
      watch(LEADER_PATIENCE_MS);
      void queueUp(false);
    }
  };

  const watch = (patienceMs: number): void => {
    cancelWatch();
    cancelWatch = later(() => {
      if (document.visibilityState === "hidden") return watch(LEADER_PATIENCE_MS);
      listener.onLost("lost", "Another tab with this page stopped responding.");
      void queueUp(true);
    }, patienceMs);
  };

  session.onChange(() => {
    lastEventId = undefined;
    renew();
  });
  if (channel === undefined) return leadWhileVisible(lead);
  channel.onmessage = ({ data }: MessageEvent<News>) => {
    if (isLeading && data.kind === "who") channel.postMessage(last);
    if (isLeading || data.kind === "who") return;
    watch(LEADER_PATIENCE_MS);
    take(data);
  };
  watch(FIRST_ANSWER_MS);
  channel.postMessage({ kind: "who" } satisfies News);
  void queueUp(false);
}

/** Without locks, each tab has its own connection. A hidden tab closes it, because the browser allows only six. */
function leadWhileVisible(lead: (signal: AbortSignal) => Promise<void>): void {
  let own = new AbortController();
  const change = (): void => {
    own.abort();
    own = new AbortController();
    if (document.visibilityState !== "hidden") void lead(own.signal);
  };
  document.addEventListener("visibilitychange", change);
  change();
}

function ready(id: string | undefined): StreamEvent {
  return { id, name: "ready", tenant: undefined, data: "{}" };
}
