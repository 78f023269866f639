// Runs under the runtime that a run is about, in a process of its own: `RUNTIME client.js ORDER`, with the order as JSON. Prints the
// outcome of each call as JSON.
import { isSendoError, Sendo, type Outcome, type SendoOptions } from "@sendo/core";
import { draw } from "./fate.js";

/** What the sending process receives. */
export interface ClientOrder {
  readonly seed: number;
  readonly sends: number;
  /** Options of each client. */
  readonly options: Readonly<SendoOptions>;
  /** The first client sends here, where every connection is refused. */
  readonly refusingUrl: string;
}

/** What the sending process prints: the outcome of each call by its reference. */
export type ClientReport = Readonly<Record<string, Outcome>>;

const CLIENTS = 8;
const IN_FLIGHT_PER_CLIENT = 12;

const { seed, sends, options, refusingUrl } = JSON.parse(process.argv[2]!) as ClientOrder;
const clients = Array.from(
  { length: CLIENTS },
  (_, index) =>
    new Sendo({
      ...options,
      maxConnections: IN_FLIGHT_PER_CLIENT,
      ...(index === 0 && { baseUrl: refusingUrl, retry: false }),
    }),
);
const outcomes: Record<string, Outcome> = {};

async function send(client: Sendo, index: number): Promise<void> {
  const reference = `send-${index}`;
  const impatience = draw(seed, "impatience", index);
  const controller = new AbortController();
  const call = client.messages.send(
    { to: "+12065550142", body: `message ${index}` },
    {
      reference,
      signal: controller.signal,
      ...(impatience < 0.05 && { deadlineMs: 1 + Math.floor(draw(seed, "deadline", index) * 80) }),
    },
  );
  // One call in a hundred is aborted in the tick in which it started.
  if (impatience > 0.99) controller.abort();
  else if (impatience > 0.95) setTimeout(() => controller.abort(), draw(seed, "abort", index) * 40);
  try {
    await call;
    outcomes[reference] = "accepted";
  } catch (error) {
    if (!isSendoError(error) || error.outcome === undefined) throw error;
    outcomes[reference] = error.outcome;
  }
}

let next = 0;
async function work(client: Sendo): Promise<void> {
  while (next < sends) await send(client, next++);
}

// The client that finds no server gets a fixed share: its calls end immediately and would otherwise be most of the run.
const refused = Math.floor(sends / 50);
for (; next < refused; next += 1) await send(clients[0]!, next);
await Promise.all(
  clients.slice(1).flatMap((client) => Array.from({ length: IN_FLIGHT_PER_CLIENT }, () => work(client))),
);
await Promise.all(clients.map((client) => client.close()));
process.stdout.write(JSON.stringify(outcomes satisfies ClientReport));
