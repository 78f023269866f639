import { watchParties, type PartyView } from "@sendo-apps/waitlist";
import { post } from "./post.js";
import type { Stage } from "./stage.js";

const GUESTS = 40;
const ANSWERS = 10;

/** Number of hosts who press each button at the same time. */
const PRESSES = 2;

/**
 * Plays a full house with several processes. Forty tables are ready at the same time, two hosts report each table, and
 * Sendo delivers each event twice. Then prints the result from the sandbox's records.
 *
 * @throws Error that names the step that failed.
 */
export async function playFullHouse({ appUrl, sandbox, changes, print, withinMs = 60_000 }: Stage): Promise<void> {
  sandbox.faults.add({ effect: "duplicate" });
  print(`${GUESTS} guests join, and then every table is ready at the same time. ${PRESSES} hosts press each button.`);
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
  await until(appUrl, "every message is DELIVERED", withinMs, (all) =>
    all.every(({ message }) => message?.status === "DELIVERED"),
  );
  for (const phone of guests.slice(0, ANSWERS)) sandbox.phone(phone).text("1");
  await until(
    appUrl,
    `${ANSWERS} guests are coming`,
    withinMs,
    (all) => all.filter(({ state }) => state === "coming").length === ANSWERS,
  );
  await sandbox.clock.settle();
  // Changes appear in the order in which they were written, so all changes before this one are there too.
  const last = await post(appUrl, "/api/parties", { name: "The last guest", size: 1, phone: "+12065550199" });
  await changes.seen(({ step }) => step === "join", GUESTS + 1, withinMs);

  print("\nChanges by process");
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
Records of the sandbox
  ${sends} send requests for ${taken + refused} presses (${taken} accepted, ${refused} rejected because another was first)
  ${perReference.length} messages accepted, each of them ${Math.max(...perReference)} time(s); ${tooMany} x 429
  ${deliveries.length} webhook deliveries of ${events.size} events, with ${effects} effects in the app`);

  const wrong = [
    tooMany !== 0 && `${tooMany} responses were 429`,
    (perReference.length !== GUESTS || perReference.some((count) => count !== 1)) && "a message was not accepted once",
    (taken !== GUESTS || refused !== GUESTS * (PRESSES - 1)) && "a press was accepted twice",
    effects !== events.size && `${events.size} events had ${effects} effects`,
    deliveries.length < 2 * events.size && "events were not delivered twice",
    last.httpStatus !== 201 && "the last guest was rejected",
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
    throw new Error(`This did not happen within ${withinMs} ms: ${wanted}`, { cause });
  } finally {
    end.abort();
  }
}
