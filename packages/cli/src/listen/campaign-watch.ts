import { CliError } from "../errors/cli-error.js";
import { statusOf, type ListedMessage } from "./message-events.js";

/** Reads one page of a campaign's message list. */
export type ReadPage = (skip: number) => Promise<readonly ListedMessage[]>;

/** Result of a poll. */
export interface Poll {
  /** New messages and messages with a new status, oldest first. */
  readonly found: readonly ListedMessage[];
  /** Warnings about messages that may be missing. */
  readonly lines: readonly string[];
  /** Error that ended the poll early. `found` contains the messages found before the error. */
  readonly error?: unknown;
}

const ENDED = new Set<unknown>(["DELIVERED", "READ", "FAILED", "EXPIRED"]);
const MOST_KNOWN = 50_000;

/**
 * The part of the list that a poll did not reach: from the last message that it read to the first known message. The next poll
 * reads this part.
 */
interface Gap {
  skip: number;
  readonly anchors: ReadonlySet<string>;
  readonly since: string;
  isTold: boolean;
}

/**
 * Finds new messages in a list that has no cursor, no date filter and no documented order. Each poll reads from the
 * start of the list. To finish, it must reach a known message and see every message whose status can still change. It
 * reads at most `window` messages. If there are more than `window` new messages, the poll reports the rest as possibly missing.
 * The next poll then continues after the last message that was read.
 */
export class CampaignWatch {
  readonly #known = new Map<string, { readonly status: string; readonly time: string }>();
  /** Outbound messages whose status can still change. */
  readonly #open = new Set<string>();
  /** A message created before this time is not new, even if it is not in `#known`. */
  #oldBefore = "";
  #newest = "";
  #gap: Gap | undefined;

  constructor(
    readonly campaign: string,
    private readonly window: number,
  ) {}

  /**
   * Marks all existing messages as known, so that only later ones are posted.
   *
   * @throws A {@link CliError} with code `cli_list_order` if the list does not begin with the newest messages.
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
        `The message list of campaign ${this.campaign} does not begin with the newest messages, so new messages cannot be found. Use webhooks instead.`,
      );
  }

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
        // This line looks for messages that are old or were known before this poll. Messages that this poll has already read
        // are ignored, because new messages can push them onto this page.
        isReached ||= page.some((message) => anchors.has(message.id) || this.#isOld(message));
        this.#take(page, found);
        for (const { id } of page) unseen.delete(id);
        skip += page.length;
      }
      for (const id of unseen) this.#open.delete(id); // these messages are no longer in the window
      if (this.#gap !== undefined) {
        // New messages move the gap further down the list. If this poll reached no known message, the gap starts after
        // the last message that it read.
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
        return gap.isTold ? [`Campaign ${this.campaign}: the command has read all messages. Nothing is missing.`] : [];
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
      `Campaign ${this.campaign} has more than ${this.window} new messages. Some messages created between ${from} and ` +
      `${until === undefined ? "now" : timeOf(until)} might not have been read yet. If this continues, raise --window.`
    );
  }

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

  // Evicts the oldest known messages. `#oldBefore` prevents an evicted message from being treated as new.
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

// The list is newest first. If two messages have the same timestamp, the message further down the list is older.
function inTime(found: readonly ListedMessage[]): ListedMessage[] {
  return [...found]
    .reverse()
    .sort((one, other) => (timeOf(one) < timeOf(other) ? -1 : timeOf(one) > timeOf(other) ? 1 : 0));
}
