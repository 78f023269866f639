import { BoundedLog } from "./engine/bounded-log.js";

/** One request to the API, without what was said in it. */
export interface RequestEntry {
  /** When it was answered: ISO 8601, on the sandbox's clock. */
  readonly at: string;
  readonly method: string;
  /** The endpoint as the documents write it, such as `/v1/message/{id}`; `undefined` when there is none. */
  readonly route: string | undefined;
  readonly status: number;
  /** The tenant's name; `undefined` for a missing or wrong key. */
  readonly account: string | undefined;
}

const ENTRIES_KEPT = 50_000;

/** @internal The latest requests. */
export type RequestJournal = BoundedLog<RequestEntry>;

/** @internal */
export function createRequestJournal(): RequestJournal {
  return new BoundedLog(ENTRIES_KEPT);
}
