import { waitForParty, type PartyView } from "@sendo-apps/waitlist";
import type { Sandbox } from "@sendo/sandbox";

const ADA = "+12065550142";
const GRACE = "+12065550187";
const JOAN = "+12065550195";

/**
 * Plays two parties through the real thing: HTTP to the app, HTTPS from the app to the API, webhooks back. Every line that
 * is printed comes from an answer or an event.
 *
 * @throws Error naming the step that did not happen in time.
 */
export async function playParties(
  appUrl: string,
  sandbox: Sandbox,
  print: (line: string) => void,
  stepMs = 10_000,
): Promise<void> {
  const until = (
    id: string,
    wanted: string,
    isWanted: (party: PartyView) => boolean,
    onChange?: (party: PartyView) => void,
  ) => waitForParty(appUrl, id, wanted, isWanted, { withinMs: stepMs, ...(onChange && { onChange }) });
  const say = (who: string, what: string): void => print(`  ${who.padEnd(10)}${what}`);

  print("A guest comes");
  const ada = await post(appUrl, "/api/parties", { name: "Ada", size: 4, phone: ADA });
  say("guest", `joins: party ${ada.id}, ${ada.name}, ${ada.size} guests, ${ada.phone}`);
  const called = await post(appUrl, `/api/parties/${ada.id}/ready`, {});
  say("host", `table ready: text ${called.text?.messageId} accepted by the API`);
  await until(ada.id, "the text to Ada is DELIVERED", ({ text }) => text?.status === "DELIVERED", printStatuses(say));
  const { message } = await sandbox.phone(ADA).waitFor(/table is ready/, { timeoutMs: stepMs });
  say("phone", `shows "${message.body}" (${message.id})`);
  sandbox.phone(ADA).text("1");
  const coming = await until(ada.id, "Ada's answer arrives", ({ state }) => state === "coming");
  say("guest", `answers ${coming.reply}: party ${coming.id} is ${coming.state}`);

  print("A guest wants no texts");
  const grace = await post(appUrl, "/api/parties", { name: "Grace", size: 2, phone: GRACE });
  say("guest", `joins: party ${grace.id}, ${grace.name}, ${grace.size} guests, ${grace.phone}`);
  sandbox.phone(GRACE).text("STOP");
  const optedOut = await until(grace.id, "the app hears of STOP", (party) => party.optedOut);
  say("page", `${optedOut.name} has texted STOP (recipient.optout)`);
  const tried = await post(appUrl, `/api/parties/${grace.id}/ready`, {});
  say("host", `table ready: text ${tried.text?.messageId} accepted by the API`);
  await until(
    grace.id,
    "the text to Grace has FAILED with 1310",
    ({ text }) => text?.errorCode === "1310",
    printStatuses(say),
  );
}

/** Calls one more guest, whose phone then waits to answer. Returns its number. */
export async function callOneMoreGuest(appUrl: string): Promise<string> {
  const { id } = await post(appUrl, "/api/parties", { name: "Joan", size: 3, phone: JOAN });
  await post(appUrl, `/api/parties/${id}/ready`, {});
  return JOAN;
}

function printStatuses(say: (who: string, what: string) => void): (party: PartyView) => void {
  let last: string | undefined;
  return ({ text }) => {
    if (text === undefined || text.status === last) return;
    last = text.status;
    say("page", `the text is ${text.status}${text.errorCode === undefined ? "" : ` ${text.errorCode}`}`);
  };
}

async function post(appUrl: string, path: string, value: unknown): Promise<PartyView> {
  const response = await fetch(appUrl + path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(value),
    signal: AbortSignal.timeout(30_000),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`POST ${path} answered ${response.status}: ${text}`);
  return JSON.parse(text) as PartyView;
}
