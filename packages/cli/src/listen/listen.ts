import { isSendoError, maskPhone, type Sendo } from "@sendo/core";
import { redactText } from "@sendo/core/adapter";
import { sleep } from "../internal/clock.js";
import { printable } from "../output/rows.js";
import type { Terminal } from "../output/terminal.js";
import { CampaignWatch, type ReadPage } from "./campaign-watch.js";
import { eventOf, type ListedMessage, type ListenEvent } from "./message-events.js";
import { LONGEST_PAUSE_MS, Pace } from "./pace.js";
import { postEvent, type Posted } from "./post-event.js";
import { counted } from "../output/counted.js";

const PAGE = 100;
const MOST_WAITING = 10_000;

/** Dependencies of `listen`. */
export interface ListenParts {
  readonly sendo: Sendo;
  readonly campaigns: readonly string[];
  readonly url: URL;
  readonly token: string;
  readonly window: number;
  readonly intervalMs: number;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
}

/** Result of `listen`. */
export interface ListenReport {
  readonly posted: number;
  /** Number of events that were still not posted when the command ended, because the app was not available. */
  readonly waiting: number;
}

/**
 * Reads each campaign's message list repeatedly until the signal is aborted. New messages and statuses are posted to
 * the app.
 */
export async function listen(parts: ListenParts): Promise<ListenReport> {
  const { terminal, signal } = parts;
  const queue = new EventQueue();
  signal.addEventListener("abort", () => queue.wake());
  const polling = poll(parts, queue).finally(() => queue.end());
  const [posted] = await Promise.all([post(parts, queue), polling]);
  terminal.note(`Stopped. Posted ${counted(posted, "event")}.`);
  if (queue.length > 0)
    terminal.note(`Could not post ${counted(queue.length, "event")}, because the app was not available.`);
  return { posted, waiting: queue.length };
}

async function poll(
  { sendo, campaigns, window, intervalMs, terminal, signal }: ListenParts,
  queue: EventQueue,
): Promise<void> {
  const pace = new Pace(intervalMs);
  const trouble = new Trouble(terminal, "The API", "New messages will be read later");
  const watches = campaigns.map((campaign) => ({ watch: new CampaignWatch(campaign, window), isStarted: false }));
  let isReady = false;
  while (!signal.aborted) {
    try {
      for (const each of watches) {
        const readPage = pageReader(sendo, each.watch.campaign, pace, signal);
        if (!each.isStarted) await each.watch.start(readPage);
        else {
          const { found, lines, error } = await each.watch.poll(readPage);
          for (const line of lines) terminal.note(line);
          queue.add(found.flatMap((message) => eventOf(message) ?? []));
          if (error !== undefined) throw error as Error;
        }
        each.isStarted = true;
      }
      trouble.isOver();
      if (!isReady) terminal.note(`Listening to ${counted(campaigns.length, "campaign")}. Press Ctrl+C to stop.`);
      isReady = true;
    } catch (error) {
      if (signal.aborted) return;
      if (!isSendoError(error) || ENDS.has(error.code)) throw error;
      trouble.is(error.code);
    }
    await sleep(trouble.pauseMs(pace.nextMs), signal);
    // Reading pauses while the queue is full, which limits memory use.
    while (queue.length >= MOST_WAITING && !signal.aborted) await sleep(intervalMs, signal);
  }
}

// Errors that a retry cannot fix.
const ENDS: ReadonlySet<string> = new Set([
  "unauthorized",
  "api_key_invalid",
  "forbidden_by_proxy",
  "invalid_input",
  "bad_request",
  "not_found",
]);

function pageReader(sendo: Sendo, campaign: string, pace: Pace, signal: AbortSignal): ReadPage {
  return async (skip) => {
    const query = { campaign, limit: PAGE, ...(skip > 0 && { skip }) };
    const { data, info } = await sendo
      .request({ method: "GET", path: "/v1/message/list", query }, { signal, priority: "low" })
      .withResponse();
    pace.read(info.rateLimit);
    const messages: readonly unknown[] = Array.isArray(data["messages"]) ? data["messages"] : [];
    return messages.filter((each): each is ListedMessage => typeof (Object(each) as ListedMessage).id === "string");
  };
}

/** Reports once when a service becomes unavailable, and once when it becomes available again. */
class Trouble {
  #failures = 0;

  constructor(
    private readonly terminal: Terminal,
    private readonly name: string,
    private readonly meanwhile: string,
  ) {}

  is(code: string): void {
    this.#failures += 1;
    if (this.#failures === 1) this.terminal.note(`${this.name} is unavailable (${code}). ${this.meanwhile}.`);
  }

  isOver(): void {
    if (this.#failures > 0) this.terminal.note(`${this.name} is available again.`);
    this.#failures = 0;
  }

  pauseMs(normalMs: number): number {
    return this.#failures === 0 ? normalMs : Math.min(LONGEST_PAUSE_MS, 500 * 2 ** Math.min(this.#failures, 4));
  }
}

async function post({ url, token, terminal, signal }: ListenParts, queue: EventQueue): Promise<number> {
  const trouble = new Trouble(terminal, "The app", "Events will be posted later");
  let count = 0;
  for (let event; (event = await queue.first(signal)) !== undefined;) {
    const posted = await postEvent(url, event, token);
    if (posted.state === "not-reached") {
      trouble.is(posted.code);
      await sleep(trouble.pauseMs(0), signal);
      continue;
    }
    queue.shift();
    count += 1;
    trouble.isOver();
    terminal.print(lineOf(event, posted, terminal.isJson));
  }
  return count;
}

function lineOf(event: ListenEvent, posted: Posted, isJson: boolean): string {
  const { id, type, inferred, message } = event;
  const result =
    posted.state === "answered"
      ? { appStatus: posted.status }
      : { appError: posted.state === "unknown" ? posted.code : "" };
  const isBad = posted.state !== "answered" || posted.status < 200 || posted.status > 299;
  if (isJson) {
    const note = isBad && { note: "not posted again, although Sendo would retry the event" };
    return JSON.stringify({ type, event: id, message: message.id, inferred: inferred ?? false, ...result, ...note });
  }
  const other = message["direction"] === "INBOUND" ? message["from"] : message["to"];
  const status = inferred ? ` ${redactText(String(message.status), [], 20)} (inferred)` : "";
  const said = posted.state === "answered" ? `app returned ${posted.status}` : `the connection to the app was lost`;
  const line = `${type}${status}  ${message.id}  ${typeof other === "string" ? maskPhone(other) : ""}  ${said}`;
  return printable(isBad ? `${line}; not posted again, although Sendo would retry the event` : line);
}

class EventQueue {
  readonly #events: ListenEvent[] = [];
  #wake: () => void = () => undefined;
  #hasEnded = false;

  get length(): number {
    return this.#events.length;
  }

  add(events: readonly ListenEvent[]): void {
    this.#events.push(...events);
    this.wake();
  }

  end(): void {
    this.#hasEnded = true;
    this.wake();
  }

  wake(): void {
    this.#wake();
  }

  /** Returns the next event, or `undefined` if there are no more events or the signal is aborted. */
  async first(signal: AbortSignal): Promise<ListenEvent | undefined> {
    while (this.#events.length === 0 && !this.#hasEnded && !signal.aborted)
      await new Promise<void>((resolve) => (this.#wake = resolve));
    return signal.aborted ? undefined : this.#events[0];
  }

  shift(): void {
    this.#events.shift();
  }
}
