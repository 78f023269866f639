import { setTimeout as pass } from "node:timers/promises";

/** One message for each outcome. The numbers are the sandbox's magic numbers. */
const MESSAGES = [
  { idempotencyKey: "table-1007", to: "+12065550142", priority: "high", ends: "accepted" },
  { idempotencyKey: "response-lost", to: "+15005550599", ends: "accepted" },
  { idempotencyKey: "connection-reset", to: "+15005550590", ends: "review" },
  { idempotencyKey: "no-such-campaign", to: "+12065550143", campaign: "nosuchcampaign", ends: "rejected" },
  { idempotencyKey: "tomorrow", to: "+12065550144", delayMs: 86_400_000, ends: "waiting" },
] as const;
const PLAY_MS = 30_000;

interface Shown {
  readonly queues: readonly {
    readonly name: string;
    readonly counts: Readonly<Record<string, number>>;
    readonly jobs: readonly {
      readonly data: unknown;
      readonly failedReason?: string;
      readonly returnValue?: unknown;
    }[];
  }[];
}

/** Enqueues the messages over HTTP, waits for the outcome of each, and reads the counts from the board. */
export async function playOutbox(url: string, say: (line: string) => void): Promise<void> {
  for (const { ends: _, ...message } of MESSAGES) {
    const answer = await fetch(`${url}/messages`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ ...message, body: "Your table is ready" }),
    });
    if (answer.status !== 202) throw new Error(`enqueueing ${message.idempotencyKey} returned ${answer.status}`);
    say(`${message.idempotencyKey}: stored`);
  }
  for (const { idempotencyKey, ends } of MESSAGES) say(`${idempotencyKey}: ${await become(url, idempotencyKey, ends)}`);
  const until = Date.now() + PLAY_MS;
  // The last lookup of a message in review is a second after it entered the review.
  while (!(await board(url)).some(({ failed, name }) => name.endsWith("-review") && failed === 1)) {
    if (Date.now() > until) throw new Error("the board does not show the message that waits for a person");
    await pass(100);
  }
  for (const { name, ...counts } of await board(url)) {
    const states = Object.entries(counts).filter(([, count]) => Number(count) > 0);
    say(`the board of ${name}: ${states.map(([state, count]) => `${count} ${state}`).join(", ")}`);
  }
}

/** Waits until a message reaches a state. @throws Error if it does not in time. */
async function become(url: string, key: string, ends: string): Promise<string> {
  const until = Date.now() + PLAY_MS;
  for (;;) {
    const message = (await (await fetch(`${url}/messages/${key}`)).json()) as {
      state: string;
      id?: string;
      code?: string;
    };
    if (message.state === ends) return [message.state, message.id, message.code].filter(Boolean).join(" ");
    if (Date.now() > until) throw new Error(`${key} is ${message.state} instead of ${ends}`);
    await pass(100);
  }
}

type Board = { readonly name: string; readonly [state: string]: number | string }[];

/** Reads the board's API, as a browser does. */
async function board(url: string): Promise<Board> {
  const { queues } = (await (await fetch(`${url}/board/api/queues`)).json()) as Shown;
  return queues.map(({ name, counts }) => ({ name, ...counts }));
}
