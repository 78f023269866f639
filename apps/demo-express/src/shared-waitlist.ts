import { Waitlist, WaitlistError, type Party, type PartyView, type StatusNews } from "@sendo-apps/waitlist";
import type { Redis } from "ioredis";

/** A waitlist in this process, or one that several processes share. */
export type AnyWaitlist = Pick<Waitlist, "parties" | "subscribe"> & {
  [Name in Exclude<Step, "startCall">]: (...args: Parameters<Waitlist[Name]>) => Awaitable<ReturnType<Waitlist[Name]>>;
} & {
  /** Returns a unique key for this call. A process that repeats the call with this key sends no second message. */
  startCall(id: string): Awaitable<Party & { callKey?: string }>;
};

type Awaitable<T> = T | Promise<T>;

/** A call that was started and has not ended. */
export interface OpenCall extends Party {
  readonly callKey: string;
}

type Step = "join" | "startCall" | "called" | "callFailed" | "onStatus" | "onReply" | "onOptOut";

/** Retention time of the list after its last change. */
const KEEP_SECONDS = 86_400;

/**
 * One waitlist for several processes. Each process has the whole list in memory, and every change is an entry in one
 * Redis stream. All processes read the same entries in the same order, so their lists are equal. If two hosts press
 * "ready" at the same time in two processes, both processes agree on who was first.
 */
export class SharedWaitlist implements AnyWaitlist {
  readonly #list = new Waitlist();
  readonly #writer: Redis;
  readonly #reader: Redis;
  readonly #stream: string;
  readonly #by: string;
  readonly #tell: (line: string) => void;
  readonly #mine = new Map<string, (run: () => unknown) => void>();
  /** Open calls by party, with the process that started each. */
  readonly #openCalls = new Map<string, OpenCall & { by: string }>();
  #last = "0";
  #isClosed = false;

  /**
   * @param redis - Connection for writing. A second connection waits for new entries.
   * @param by - Name of this process, so that another process can take over its calls.
   * @param tell - Called for each change that this process made.
   */
  constructor(redis: Redis, name: string, by: string, tell: (line: string) => void) {
    this.#writer = redis;
    this.#reader = redis.duplicate();
    this.#reader.on("error", () => {}); // it reconnects automatically
    this.#stream = `${name}:changes`;
    this.#by = by;
    this.#tell = tell;
    void this.#follow();
  }

  join = (body: unknown): Promise<PartyView> => this.#change("join", [body]);
  startCall = async (id: string): Promise<Party & { callKey: string }> => {
    const callKey = `call-${crypto.randomUUID()}`;
    return { ...(await this.#change<Party>("startCall", [id, callKey])), callKey };
  };
  called = (id: string, messageId: string): Promise<PartyView> => this.#change("called", [id, messageId]);
  callFailed = (id: string, unclear: boolean): Promise<PartyView> => this.#change("callFailed", [id, unclear]);
  onStatus = ({ id, status, errorCode }: StatusNews): Promise<void> =>
    this.#change("onStatus", [{ id, status, errorCode }]);
  onReply = (from?: string, body?: string): Promise<void> => this.#change("onReply", [from, body]);
  onOptOut = (phone?: string): Promise<void> => this.#change("onOptOut", [phone]);
  /** Takes over the open calls of a process that has ended, and returns them. */
  takeOver = (from: string): Promise<OpenCall[]> => this.#change("takeOver", [from]);
  parties = (): PartyView[] => this.#list.parties();
  subscribe = (listener: () => void): (() => void) => this.#list.subscribe(listener);

  close(): void {
    this.#isClosed = true;
    this.#reader.disconnect();
  }

  /** Writes a change to the stream. Resolves when this process has applied it. */
  async #change<Result>(step: Step | "takeOver", args: unknown[]): Promise<Result> {
    const ticket = crypto.randomUUID();
    const reached = new Promise<() => unknown>((resolve) => this.#mine.set(ticket, resolve));
    try {
      const line = JSON.stringify({ step, args, ticket, by: this.#by } satisfies Line);
      await this.#writer.multi().xadd(this.#stream, "*", "change", line).expire(this.#stream, KEEP_SECONDS).exec();
      return (await reached)() as Result;
    } finally {
      this.#mine.delete(ticket);
    }
  }

  async #follow(): Promise<void> {
    while (!this.#isClosed) {
      try {
        const read = await this.#reader.xread("BLOCK", 0, "STREAMS", this.#stream, this.#last);
        for (const [id, [, line]] of read?.[0]?.[1] ?? []) {
          this.#last = id;
          this.#apply(JSON.parse(line!) as Line);
        }
      } catch {
        // The connection was lost or closed. Nothing was read, so nothing is missed.
      }
    }
  }

  #apply({ step, args, ticket, by }: Line): void {
    let run: () => unknown;
    try {
      const result = step === "takeOver" ? this.#handOver(args[0] as string, by) : this.#step(step, args, by);
      run = () => result;
    } catch (error) {
      // Every process gets the same error, but only the process that made the change reports it.
      if (!(error instanceof WaitlistError)) throw error;
      run = () => {
        throw error;
      };
    }
    const settle = this.#mine.get(ticket);
    if (settle === undefined) return;
    this.#tell(`${step} ${args.map(shown).join(" ")}`.trim());
    settle(run);
  }

  #step(step: Step, args: unknown[], by: string): unknown {
    const result = (this.#list[step] as (...args: unknown[]) => unknown).apply(this.#list, args);
    const [id, callKey] = args as [string, string];
    if (step === "startCall") this.#openCalls.set(id, { ...(result as Party), callKey, by });
    if (step === "called" || step === "callFailed") this.#openCalls.delete(id);
    return result;
  }

  #handOver(from: string, to: string): OpenCall[] {
    const calls = [...this.#openCalls.values()].filter(({ by }) => by === from);
    for (const call of calls) this.#openCalls.set(call.id, { ...call, by: to });
    return calls;
  }
}

/** A stream entry. */
interface Line {
  readonly step: Step | "takeOver";
  readonly args: unknown[];
  readonly ticket: string;
  /** Name of the process that made the change. */
  readonly by: string;
}

// Prints only ids and statuses, no phone numbers and no message bodies.
function shown(value: unknown): string {
  if (typeof value === "string") return /^[\w-]{1,40}$/.test(value) ? value : "…";
  if (typeof value !== "object" || value === null) return "";
  const { id, status } = value as StatusNews;
  return [id, status].filter(Boolean).join(" ");
}
