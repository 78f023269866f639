import type { Changes } from "../engine/changes.js";
import { BoundedLog } from "../internal/bounded-log.js";

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

/** @internal The latest requests. */
export interface RequestJournal {
  add(entry: Omit<RequestEntry, "id">): void;
  /** Oldest first. */
  toArray(): RequestEntry[];
  /** Forgets the entries that `match`. */
  discard(match: (entry: RequestEntry) => boolean): void;
}

/** @internal */
export function createRequestJournal(changes: Changes): RequestJournal {
  const log = new BoundedLog<RequestEntry>(ENTRIES_KEPT);
  let count = 0;
  return {
    add(given) {
      const entry: RequestEntry = Object.assign({ id: ++count }, given);
      log.add(entry);
      changes.announce("request", entry.tenant, () => ({ ...entry }));
    },
    toArray: () => log.toArray(),
    discard: (match) => log.discard(match),
  };
}
