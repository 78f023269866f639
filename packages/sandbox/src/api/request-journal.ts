import type { Changes } from "../engine/changes.js";
import { BoundedLog } from "../internal/bounded-log.js";
import { BoundedMap } from "../internal/bounded-map.js";

/** What was said in a request and its response. */
export interface Exchange {
  /** The first 2,048 characters of the JSON. Absent if there was none, or nobody read it: the key or the limit decided before. */
  readonly body?: string;
  /** The first 2,048 characters. */
  readonly response: string;
}

/** One request to the API, without what was said in it. */
export interface RequestEntry {
  /** Counts from 1 for each sandbox. */
  readonly id: number;
  /** When it arrived: ISO 8601, on the sandbox's clock. */
  readonly at: string;
  /** Such as `POST`. */
  readonly method: string;
  /** The endpoint as the documents write it, such as `/v1/message/{id}`; `undefined` when there is none. */
  readonly route: string | undefined;
  /** What was answered; 0 where no answer was sent. */
  readonly status: number;
  /** The tenant's name; `undefined` for a missing or wrong key. */
  readonly tenant: string | undefined;
  /** Milliseconds of real time from the request's arrival to its answer. */
  readonly latencyMs: number;
  /** Why it was rejected, as the response says it. Absent for what was not. */
  readonly reason?: string;
  /** Whether a message was accepted, whatever was answered. */
  readonly accepted: boolean;
  /** That message. */
  readonly message?: string;
  /** The fault rule that decided the answer, or `magic` for a magic number. */
  readonly faultId?: string;
  /** `X-RateLimit-Remaining` of the answer. Absent for a sandbox without a limit. */
  readonly remaining?: number;
}

const ENTRIES_KEPT = 50_000;
const EXCHANGES_KEPT = 1000;
const LONGEST_KEPT = 2048;

/** @internal The latest requests. */
export interface RequestJournal {
  add(entry: Omit<RequestEntry, "id">, exchange: Exchange): void;
  /** What was said in one of the latest 1,000 requests. */
  exchange(id: number): Exchange | undefined;
  /** Oldest first. */
  toArray(): RequestEntry[];
  /** Forgets the entries that `match`. */
  discard(match: (entry: RequestEntry) => boolean): void;
}

/** @internal */
export function createRequestJournal(changes: Changes): RequestJournal {
  const log = new BoundedLog<RequestEntry>(ENTRIES_KEPT);
  const exchanges = new BoundedMap<number, Exchange>(EXCHANGES_KEPT);
  let count = 0;
  return {
    add(given, { body, response }) {
      const entry: RequestEntry = Object.assign({ id: ++count }, given);
      log.add(entry);
      const short = body === undefined ? {} : { body: body.slice(0, LONGEST_KEPT) };
      exchanges.set(entry.id, { ...short, response: response.slice(0, LONGEST_KEPT) });
      changes.announce("request", entry.tenant, () => ({ ...entry }));
    },
    exchange: (id) => exchanges.get(id),
    toArray: () => log.toArray(),
    discard(match) {
      for (const entry of log.toArray()) if (match(entry)) exchanges.delete(entry.id);
      log.discard(match);
    },
  };
}
