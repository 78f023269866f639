import { setTimeout as pass } from "node:timers/promises";

/** What the demo enqueues: one text for each way that a text can go. The numbers are the sandbox's magic ones. */
const TEXTS = [
  { idempotencyKey: "table-1007", to: "+12065550142", priority: "high", ends: "accepted" },
  { idempotencyKey: "answer-lost", to: "+15005550599", ends: "accepted" },
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

/** Enqueues the texts over HTTP, waits for what becomes of each, and reads the same off the board. */
export async function playOutbox(url: string, say: (line: string) => void): Promise<void> {
  for (const { ends: _, ...text } of TEXTS) {
    const answer = await fetch(`${url}/texts`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ ...text, body: "Your table is ready" }),
    });
    if (answer.status !== 202) throw new Error(`enqueueing ${text.idempotencyKey} was answered ${answer.status}`);
    say(`${text.idempotencyKey}: stored`);
  }
  for (const { idempotencyKey, ends } of TEXTS) say(`${idempotencyKey}: ${await become(url, idempotencyKey, ends)}`);
  const until = Date.now() + PLAY_MS;
  // The last look for a text in review comes a second after it is there.
  while (!(await board(url)).some(({ failed, name }) => name.endsWith("-review") && failed === 1)) {
    if (Date.now() > until) throw new Error("the board does not show the text that waits for a person");
    await pass(100);
  }
  for (const { name, ...counts } of await board(url)) {
    const states = Object.entries(counts).filter(([, count]) => Number(count) > 0);
    say(`the board of ${name}: ${states.map(([state, count]) => `${count} ${state}`).join(", ")}`);
  }
}

/** Asks until a text has come where it should. @throws Error when it does not. */
async function become(url: string, key: string, ends: string): Promise<string> {
  const until = Date.now() + PLAY_MS;
  for (;;) {
    const text = (await (await fetch(`${url}/texts/${key}`)).json()) as { state: string; id?: string; code?: string };
    if (text.state === ends) return [text.state, text.id, text.code].filter(Boolean).join(" ");
    if (Date.now() > until) throw new Error(`${key} is ${text.state} and not ${ends}`);
    await pass(100);
  }
}

type Board = { readonly name: string; readonly [state: string]: number | string }[];

/** What a browser would see. */
async function board(url: string): Promise<Board> {
  const { queues } = (await (await fetch(`${url}/board/api/queues`)).json()) as Shown;
  return queues.map(({ name, counts }) => ({ name, ...counts }));
}
