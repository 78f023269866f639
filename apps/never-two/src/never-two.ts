import { isSendoError, Sendo, type Outcome } from "@sendo/core";
import { startSandbox } from "@sendo/sandbox";
import net, { type AddressInfo } from "node:net";
import { draw, type ConnectionFate, type RequestFate } from "./fate.js";
import { startHostileProxy } from "./hostile-proxy.js";

/** What one run has shown. */
export interface NeverTwoReport {
  readonly seed: number;
  readonly sends: number;
  /** Calls by the outcome that they ended in. */
  readonly outcomes: Readonly<Record<Outcome, number>>;
  /** How often the network did each of its things. */
  readonly happened: ReadonlyMap<RequestFate | ConnectionFate, number>;
  /** References that the sandbox has accepted more than once. */
  readonly acceptedTwice: readonly string[];
  /** Calls whose outcome the sandbox's own record contradicts. */
  readonly contradictions: readonly {
    readonly reference: string;
    readonly outcome: Outcome;
    readonly accepted: number;
  }[];
}

const CLIENTS = 8;
const IN_FLIGHT_PER_CLIENT = 12;

/**
 * Sends through a hostile network and compares what each call says of its outcome with what the sandbox has accepted.
 * Everything that the network and the callers do is drawn from the seed.
 */
export async function neverTwo({ seed, sends }: { seed: number; sends: number }): Promise<NeverTwoReport> {
  const sandbox = await startSandbox({ requestsPerSecond: false, clock: "manual" });
  const proxy = await startHostileProxy(sandbox, seed);
  const closedPort = await portThatRefuses();
  const clients = Array.from({ length: CLIENTS }, (_, index) => {
    const options = {
      ...sandbox.clientOptions,
      ca: proxy.ca,
      requestsPerSecond: false,
      timeoutMs: { write: 400 },
    } as const;
    // One client in eight first finds nobody at all.
    const baseUrl = index === 0 ? `https://127.0.0.1:${closedPort}` : proxy.url;
    return new Sendo({
      ...options,
      baseUrl,
      maxConnections: IN_FLIGHT_PER_CLIENT,
      ...(index === 0 && { retry: false }),
    });
  });
  const outcomeOf = new Map<string, Outcome>();

  const send = async (client: Sendo, index: number): Promise<void> => {
    const reference = `send-${index}`;
    const impatience = draw(seed, "impatience", index);
    const controller = new AbortController();
    const call = client.messages.send(
      { to: "+12065550142", body: `text ${index}` },
      {
        reference,
        signal: controller.signal,
        ...(impatience < 0.05 && { deadlineMs: 1 + Math.floor(draw(seed, "deadline", index) * 80) }),
      },
    );
    if (impatience > 0.95) setTimeout(() => controller.abort(), draw(seed, "abort", index) * 40);
    try {
      await call;
      outcomeOf.set(reference, "accepted");
    } catch (error) {
      if (!isSendoError(error) || error.outcome === undefined) throw error;
      outcomeOf.set(reference, error.outcome);
    }
  };

  let next = 0;
  const worker = async (client: Sendo): Promise<void> => {
    while (next < sends) await send(client, next++);
  };
  // The client that finds nobody gets a fixed share: its calls end at once and would otherwise be most of the run.
  const refused = Math.floor(sends / 50);
  for (; next < refused; next += 1) await send(clients[0]!, next);
  await Promise.all(
    clients.slice(1).flatMap((client) => Array.from({ length: IN_FLIGHT_PER_CLIENT }, () => worker(client))),
  );
  await Promise.all(clients.map((client) => client.close({ drainMs: 0 })));
  await proxy.close();

  const accepted = sandbox.acceptedPerReference();
  const report: NeverTwoReport = {
    seed,
    sends: outcomeOf.size,
    outcomes: tally([...outcomeOf.values()]),
    happened: proxy.happened,
    acceptedTwice: [...accepted].filter(([, times]) => times > 1).map(([reference]) => reference),
    contradictions: [...outcomeOf]
      .map(([reference, outcome]) => ({ reference, outcome, accepted: accepted.get(reference) ?? 0 }))
      .filter(({ outcome, accepted: times }) => contradicts(outcome, times)),
  };
  await sandbox.close();
  return report;
}

function contradicts(outcome: Outcome, accepted: number): boolean {
  if (outcome === "accepted") return accepted !== 1;
  return outcome === "unknown" ? accepted > 1 : accepted !== 0;
}

function tally(outcomes: readonly Outcome[]): Record<Outcome, number> {
  const counts = { accepted: 0, rejected: 0, "not-sent": 0, unknown: 0 };
  for (const outcome of outcomes) counts[outcome] += 1;
  return counts;
}

async function portThatRefuses(): Promise<number> {
  const probe = net.createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
