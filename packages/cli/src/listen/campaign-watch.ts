import { CliError } from "../errors/cli-error.js";
import { statusOf, type ListedMessage } from "./message-events.js";

/** Reads one page of a campaign's list. */
export type ReadPage = (skip: number) => Promise<readonly ListedMessage[]>;

/** What a poll has found. */
export interface Poll {
  /** Messages that are new or have another status, the oldest first. */
  readonly found: readonly ListedMessage[];
  /** Lines for people: what may be missing. */
  readonly lines: readonly string[];
  /** Why the poll ended early. What it had found by then is in `found`. */
  readonly error?: unknown;
}

const ENDED = new Set<unknown>(["DELIVERED", "READ", "FAILED", "EXPIRED"]);
const MOST_KNOWN = 50_000;

/** Messages that are between what was posted and what was known before. They are read next. */
interface Gap {
  skip: number;
  readonly anchors: ReadonlySet<string>;
  readonly since: string;
  isTold: boolean;
}

/**
 * Finds what is new in a list that has no cursor, no date filter and no documented order. It reads from the list's start to the first
 * page without anything new, and never more than `window` messages in one poll. If new messages do not fit, it says so, and the next
 * poll reads on where this one ended.
 */
export class CampaignWatch {
  readonly #known = new Map<string, { readonly status: string; readonly time: string }>();
  /** Outbound messages whose status can still change. */
  readonly #open = new Set<string>();
  /** Unknown messages that are older than this were there at the start. */
  #oldBefore = "";
  #newest = "";
  #gap: Gap | undefined;

  constructor(
    readonly campaign: string,
    private readonly window: number,
  ) {}

  /**
   * Takes what is there as known, so that only what comes from now on is posted.
   *
   * @throws A {@link CliError} `cli_list_order`: the list does not begin with the newest messages.
   */
  async start(readPage: ReadPage): Promise<void> {
    const times: string[] = [];
    for (let skip = 0; skip < this.window;) {
      const page = await readPage(skip);
      if (page.length === 0) break;
      for (const message of page) {
        this.#learn(message);
        times.push(timeOf(message));
      }
      skip += page.length;
      if (skip >= this.window) this.#oldBefore = this.#newest;
    }
    if (times.length > 1 && times[0]! < times.at(-1)!)
      throw new CliError(
        "cli_list_order",
        `The list of campaign ${this.campaign} does not begin with its newest messages, so new ones cannot be found in a bounded window.`,
      );
  }

  /** Reads what is new. */
  async poll(readPage: ReadPage): Promise<Poll> {
    const found: ListedMessage[] = [];
    const lines: string[] = [];
    const anchors = new Set(this.#known.keys());
    const since = this.#newest;
    let skip = 0;
    try {
      const unseen = new Set(this.#open);
      let isReached = false;
      while (skip < this.window && !(isReached && unseen.size === 0)) {
        const page = await readPage(skip);
        if (page.length === 0) {
          isReached = true;
          break;
        }
        // A page of messages that this poll has read already proves nothing: new ones can have moved them down.
        isReached ||= page.some((message) => anchors.has(message.id) || this.#isOld(message));
        this.#take(page, found);
        for (const { id } of page) unseen.delete(id);
        skip += page.length;
      }
      for (const id of unseen) this.#open.delete(id); // they have left the window
      if (this.#gap !== undefined) {
        // Messages that came since have moved the gap down. It is found from above: how many came when cannot be known.
        if (!isReached) this.#gap.skip = skip;
        lines.push(...(await this.#readGap(readPage, found)));
      } else if (!isReached) {
        this.#gap = { skip, anchors, since, isTold: true };
        lines.push(this.#overflow(since, found));
      }
    } catch (error) {
      if (skip > 0) this.#gap ??= { skip, anchors, since, isTold: false };
      return { found: inTime(found), lines, error };
    }
    this.#forget();
    return { found: inTime(found), lines };
  }

  async #readGap(readPage: ReadPage, found: ListedMessage[]): Promise<string[]> {
    const gap = this.#gap!;
    for (const end = gap.skip + this.window; gap.skip < end;) {
      const page = await readPage(gap.skip);
      this.#take(page, found);
      if (page.length === 0 || page.some((message) => gap.anchors.has(message.id) || this.#isOld(message))) {
        this.#gap = undefined;
        return gap.isTold ? [`Campaign ${this.campaign}: caught up, nothing is missing.`] : [];
      }
      gap.skip += page.length;
    }
    gap.isTold = true;
    return [this.#overflow(gap.since, found)];
  }

  #overflow(since: string, found: readonly ListedMessage[]): string {
    const until = inTime(found)[0];
    const from = since === "" ? "the start" : since;
    return (
      `Campaign ${this.campaign}: more than ${this.window} messages are new. Messages created between ${from} and ` +
      `${until === undefined ? "now" : timeOf(until)} may be missing until they are read. Raise --window if this lasts.`
    );
  }

  /** Adds what is new on a page. */
  #take(page: readonly ListedMessage[], found: ListedMessage[]): void {
    for (const message of page) {
      const before = this.#known.get(message.id);
      if (before?.status === statusOf(message)) continue;
      if (before !== undefined || !this.#isOld(message)) found.push(message);
      this.#learn(message);
    }
  }

  #learn(message: ListedMessage): void {
    const { id, direction, status } = message;
    this.#known.set(id, { status: statusOf(message), time: timeOf(message) });
    if (timeOf(message) > this.#newest) this.#newest = timeOf(message);
    if (direction === "OUTBOUND" && !ENDED.has(status)) this.#open.add(id);
    else this.#open.delete(id);
  }

  #isOld(message: ListedMessage): boolean {
    return timeOf(message) < this.#oldBefore;
  }

  // What is evicted is older than what is kept, and must not come back as new.
  #forget(): void {
    if (this.#known.size <= MOST_KNOWN || this.#gap !== undefined) return;
    for (const [id, { time }] of this.#known) {
      if (this.#known.size <= MOST_KNOWN / 2) break;
      if (time > this.#oldBefore) this.#oldBefore = time;
      this.#known.delete(id);
    }
  }
}

const timeOf = ({ createdAt }: ListedMessage): string => (typeof createdAt === "string" ? createdAt : "");

// Listed newest first: of two of the same time, the one listed later is older.
function inTime(found: readonly ListedMessage[]): ListedMessage[] {
  return [...found]
    .reverse()
    .sort((one, other) => (timeOf(one) < timeOf(other) ? -1 : timeOf(one) > timeOf(other) ? 1 : 0));
}
