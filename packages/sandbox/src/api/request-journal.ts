import type { Changes } from "../engine/changes.js";
import { BoundedLog } from "../internal/bounded-log.js";

/** Bodies of a request and its response. */
export interface Exchange {
  /**
   * First 2,048 characters of the JSON. Absent if there was no body, or if the request was rejected because of its API
   * key or the rate limit.
   */
  readonly body?: string;
  /** First 2,048 characters. */
  readonly response: string;
}

/** A request to the API. The bodies of the request and its response are stored separately. */
export interface RequestEntry {
  /** Sequence number, starting at 1 in each sandbox. */
  readonly id: number;
  /** Time of arrival on the sandbox's clock, in ISO 8601 format. */
  readonly at: string;
  /** HTTP method, such as `POST`. */
  readonly method: string;
  /** Documented endpoint, such as `/v1/message/{id}`. `undefined` for an unknown endpoint. */
  readonly route: string | undefined;
  /** Status of the response, or 0 if no response was sent. */
  readonly status: number;
  /** Tenant name. `undefined` if the key was missing or wrong. */
  readonly tenant: string | undefined;
  /** Real time in milliseconds between the request's arrival and the response. */
  readonly latencyMs: number;
  /** Why the request was rejected, as stated in the response. Absent if the request was not rejected. */
  readonly reason?: string;
  /** Whether the request's message was accepted, regardless of the response. */
  readonly accepted: boolean;
  /** Id of the accepted message. */
  readonly message?: string;
  /** Fault rule that determined the response, or `magic` for a magic number. */
  readonly faultId?: string;
  /** `X-RateLimit-Remaining` header of the response. Absent if the sandbox has no rate limit. */
  readonly remaining?: number;
}

const ENTRIES_KEPT = 50_000;
const EXCHANGES_KEPT = 1000;
const LONGEST_KEPT = 2048;

type Writable<T> = { -readonly [Name in keyof T]: T[Name] };

/** @internal An entry that does not have a sequence number yet. */
export type NewEntry = Writable<Omit<RequestEntry, "id">>;

/** @internal The latest requests. */
export interface RequestJournal {
  add(entry: NewEntry, body: string | undefined, response: string): void;
  /** Returns the bodies of a request and its response. Bodies are stored only for the latest 1,000 requests. */
  exchange(id: number): Exchange | undefined;
  /** Returns the requests, oldest first. */
  toArray(): RequestEntry[];
  /** Deletes the entries selected by `match`. */
  discard(match: (entry: RequestEntry) => boolean): void;
}

/** @internal */
export function createRequestJournal(changes: Changes): RequestJournal {
  const log = new BoundedLog<RequestEntry>(ENTRIES_KEPT);
  // Sequence numbers have no gaps, so an array can hold the latest exchanges.
  const exchanges: ({ readonly id: number; readonly exchange: Exchange } | undefined)[] = [];
  const placeOf = (id: number): number => id % EXCHANGES_KEPT;
  const exchangeOf = (id: number): Exchange | undefined => {
    const found = exchanges[placeOf(id)];
    return found?.id === id ? found.exchange : undefined;
  };
  let count = 0;
  return {
    add(given, body, response) {
      const entry: RequestEntry = Object.assign({ id: ++count }, given);
      log.add(entry);
      const kept = response.slice(0, LONGEST_KEPT);
      exchanges[placeOf(entry.id)] = {
        id: entry.id,
        exchange: body === undefined ? { response: kept } : { body: body.slice(0, LONGEST_KEPT), response: kept },
      };
      changes.announce("request", entry.tenant, () => ({ ...entry }));
    },
    exchange: exchangeOf,
    toArray: () => log.toArray(),
    discard(match) {
      for (const entry of log.toArray()) {
        if (exchangeOf(entry.id) !== undefined && match(entry)) exchanges[placeOf(entry.id)] = undefined;
      }
      log.discard(match);
    },
  };
}
