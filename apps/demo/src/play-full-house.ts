import { watchParties, type PartyView } from "@sendo-apps/waitlist";
import { post } from "./post.js";
import type { Stage } from "./stage.js";

const GUESTS = 40;
const ANSWERS = 10;

/** Two hosts, whose presses come at the same moment. */
const PRESSES = 2;

/**
 * Plays a full house through several processes: forty tables are ready at once, each is reported by two hosts at the same
 * moment, and Sendo delivers each event twice. Then says, by the sandbox's own record, what came of it.
 *
 * @throws Error naming what did not happen in time, or what should not have happened.
 */
export async function playFullHouse({ appUrl, sandbox, changes, print, withinMs = 60_000 }: Stage): Promise<void> {
  sandbox.faults.add({ effect: "duplicate" });
  print(`${GUESTS} guests come, and then every table is ready at once. ${PRESSES} hosts press the same button.`);
  const guests = Array.from({ length: GUESTS }, (_, index) => `+120655501${String(index).padStart(2, "0")}`);
  const parties = await Promise.all(
    guests.map(
      async (phone, index) => (await post(appUrl, "/api/parties", { name: `Guest ${index}`, size: 2, phone })).party,
    ),
  );
  const presses = await Promise.all(
    parties.flatMap(({ id }) => Array.from({ length: PRESSES }, () => post(appUrl, `/api/parties/${id}/ready`, {}))),
  );
  const taken = presses.filter(({ httpStatus }) => httpStatus === 200).length;
  const refused = presses.filter(({ httpStatus }) => httpStatus === 409).length;
  await until(appUrl, "every text is DELIVERED", withinMs, (all) =>
    all.every(({ text }) => text?.status === "DELIVERED"),
  );
  for (const phone of guests.slice(0, ANSWERS)) sandbox.phone(phone).text("1");
  await until(
    appUrl,
    `${ANSWERS} guests are coming`,
    withinMs,
    (all) => all.filter(({ state }) => state === "coming").length === ANSWERS,
  );
  await sandbox.clock.settle();
  // Lines come in the order in which they were written: when this one is there, all are.
  const last = await post(appUrl, "/api/parties", { name: "The last guest", size: 1, phone: "+12065550199" });
  await changes.seen(({ step }) => step === "join", GUESTS + 1, withinMs);

  print("\nWhich process did what");
  for (const [worker, counts] of changes.byWorker()) {
    const told = Object.entries(counts).map(([step, count]) => `${count} x ${step}`);
    print(`  ${worker.padEnd(10)}${told.join(", ")}`);
  }

  const tooMany = sandbox.requests().filter(({ status }) => status === 429).length;
  const sends = sandbox.requests().filter(({ route }) => route === "/v1/message/send").length;
  const perReference = [...sandbox.acceptedPerReference().values()];
  const deliveries = sandbox.webhooks.deliveries();
  const events = new Set(deliveries.map(({ event }) => event.id));
  const effects = changes.list().filter(({ step }) => step === "onStatus" || step === "onReply").length;
  print(`
What the sandbox has seen
  ${sends} requests to send for ${taken + refused} presses (${taken} taken, ${refused} told that another was first)
  ${perReference.length} texts accepted, each of them ${Math.max(...perReference)} time(s); ${tooMany} x 429
  ${deliveries.length} webhook deliveries of ${events.size} events, and ${effects} effects of them in the app`);

  const wrong = [
    tooMany !== 0 && `${tooMany} answers were 429`,
    (perReference.length !== GUESTS || perReference.some((count) => count !== 1)) && "a text was not accepted once",
    (taken !== GUESTS || refused !== GUESTS * (PRESSES - 1)) && "a press was taken twice",
    effects !== events.size && `${events.size} events had ${effects} effects`,
    deliveries.length < 2 * events.size && "events were not delivered twice",
    last.httpStatus !== 201 && "the last guest was not let in",
  ].filter((what) => what !== false);
  if (wrong.length > 0) throw new Error(wrong.join("; "));
}

async function until(
  appUrl: string,
  wanted: string,
  withinMs: number,
  isWanted: (all: readonly PartyView[]) => boolean,
): Promise<void> {
  const end = new AbortController();
  try {
    for await (const all of watchParties(appUrl, AbortSignal.any([AbortSignal.timeout(withinMs), end.signal]))) {
      if (isWanted(all)) return;
    }
  } catch (cause) {
    throw new Error(`Within ${withinMs} ms this did not happen: ${wanted}`, { cause });
  } finally {
    end.abort();
  }
}
