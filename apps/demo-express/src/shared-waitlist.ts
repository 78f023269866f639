import { Waitlist, WaitlistError, type Party, type PartyView, type StatusNews } from "@sendo-apps/waitlist";
import type { Redis } from "ioredis";

/** What the app asks of its list, whether that is in this process or shared. */
export type AnyWaitlist = Pick<Waitlist, "parties" | "subscribe"> & {
  [Name in Exclude<Step, "startCall">]: (...args: Parameters<Waitlist[Name]>) => Awaitable<ReturnType<Waitlist[Name]>>;
} & {
  /** With the name of this one call, by which a process that does it again sends nothing twice. */
  startCall(id: string): Awaitable<Party & { callKey?: string }>;
};

type Awaitable<T> = T | Promise<T>;

/** A call that was begun and has not ended. */
export interface OpenCall extends Party {
  readonly callKey: string;
}

type Step = "join" | "startCall" | "called" | "callFailed" | "onStatus" | "onReply" | "onOptOut";

/** How long the list is kept after its last change. */
const KEEP_SECONDS = 86_400;

/**
 * One list for several processes. Each process has the whole list in memory, and every change is a line in one Redis stream:
 * they all read the same lines in the same order, so that their lists are the same, and two hosts who press "ready" at once in
 * two processes are told the same about who was first.
 */
export class SharedWaitlist implements AnyWaitlist {
  readonly #list = new Waitlist();
  readonly #writer: Redis;
  readonly #reader: Redis;
  readonly #stream: string;
  readonly #by: string;
  readonly #tell: (line: string) => void;
  readonly #mine = new Map<string, (run: () => unknown) => void>();
  /** By party, and whose each is. */
  readonly #openCalls = new Map<string, OpenCall & { by: string }>();
  #last = "0";
  #isClosed = false;

  /**
   * @param redis - Written to; read over a connection of its own, which waits for the next line.
   * @param by - Who this process is, so that another can take over its calls.
   * @param tell - Told of each change that this process has made.
   */
  constructor(redis: Redis, name: string, by: string, tell: (line: string) => void) {
    this.#writer = redis;
    this.#reader = redis.duplicate();
    this.#reader.on("error", () => {}); // it connects again by itself
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
  /** Makes the open calls of a process that is no more this one's, and returns them. */
  takeOver = (from: string): Promise<OpenCall[]> => this.#change("takeOver", [from]);
  parties = (): PartyView[] => this.#list.parties();
  subscribe = (listener: () => void): (() => void) => this.#list.subscribe(listener);

  close(): void {
    this.#isClosed = true;
    this.#reader.disconnect();
  }

  /** Writes the change down, and answers when this process has come to that line. */
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
        // The connection was lost, or this is the end; nothing was read, so nothing is missed.
      }
    }
  }

  #apply({ step, args, ticket, by }: Line): void {
    let run: () => unknown;
    try {
      const result = step === "takeOver" ? this.#handOver(args[0] as string, by) : this.#step(step, args, by);
      run = () => result;
    } catch (error) {
      // The same in every process, and only the one that asked has somebody to tell.
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

/** One change. */
interface Line {
  readonly step: Step | "takeOver";
  readonly args: unknown[];
  readonly ticket: string;
  /** The process that made it. */
  readonly by: string;
}

// Ids and statuses; neither a number nor what somebody wrote.
function shown(value: unknown): string {
  if (typeof value === "string") return /^[\w-]{1,40}$/.test(value) ? value : "…";
  if (typeof value !== "object" || value === null) return "";
  const { id, status } = value as StatusNews;
  return [id, status].filter(Boolean).join(" ");
}
