import { waitForParty, type PartyView } from "@sendo-apps/waitlist";
import type { Sandbox } from "@sendo/sandbox";

const ADA = "+12065550142";
const GRACE = "+12065550187";
const JOAN = "+12065550195";

/**
 * Plays two parties over HTTP to the app, HTTPS from the app to the API, and webhooks back. Every printed line comes
 * from a response or an event.
 *
 * @throws Error that names the step that timed out.
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

  print("A guest joins the waitlist");
  const ada = await post(appUrl, "/api/parties", { name: "Ada", size: 4, phone: ADA });
  say("guest", `joins: party ${ada.id}, ${ada.name}, ${ada.size} guests, ${ada.phone}`);
  const called = await post(appUrl, `/api/parties/${ada.id}/ready`, {});
  say("host", `table ready: message ${called.message?.messageId} accepted by the API`);
  await until(
    ada.id,
    "the message to Ada is DELIVERED",
    ({ message }) => message?.status === "DELIVERED",
    printStatuses(say),
  );
  const { message } = await sandbox.phone(ADA).waitFor(/table is ready/, { timeoutMs: stepMs });
  say("phone", `shows "${message.body}" (${message.id})`);
  sandbox.phone(ADA).text("1");
  const coming = await until(ada.id, "Ada's reply arrives", ({ state }) => state === "coming");
  say("guest", `replies ${coming.reply}: party ${coming.id} is ${coming.state}`);

  print("A guest opts out");
  const grace = await post(appUrl, "/api/parties", { name: "Grace", size: 2, phone: GRACE });
  say("guest", `joins: party ${grace.id}, ${grace.name}, ${grace.size} guests, ${grace.phone}`);
  sandbox.phone(GRACE).text("STOP");
  const optedOut = await until(grace.id, "the app receives the opt-out", (party) => party.optedOut);
  say("page", `${optedOut.name} has texted STOP (recipient.optout)`);
  const tried = await post(appUrl, `/api/parties/${grace.id}/ready`, {});
  say("host", `table ready: message ${tried.message?.messageId} accepted by the API`);
  await until(
    grace.id,
    "the message to Grace has FAILED with 1310",
    ({ message }) => message?.errorCode === "1310",
    printStatuses(say),
  );
}

/** Calls another guest, whose phone can then reply. Returns the phone number. */
export async function callOneMoreGuest(appUrl: string): Promise<string> {
  const { id } = await post(appUrl, "/api/parties", { name: "Joan", size: 3, phone: JOAN });
  await post(appUrl, `/api/parties/${id}/ready`, {});
  return JOAN;
}

function printStatuses(say: (who: string, what: string) => void): (party: PartyView) => void {
  let last: string | undefined;
  return ({ message }) => {
    if (message === undefined || message.status === last) return;
    last = message.status;
    say("page", `the message is ${message.status}${message.errorCode === undefined ? "" : ` ${message.errorCode}`}`);
  };
}

async function post(appUrl: string, path: string, value: unknown): Promise<PartyView> {
  const response = await fetch(appUrl + path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(value),
    signal: AbortSignal.timeout(30_000),
  });
  const json = await response.text();
  if (!response.ok) throw new Error(`POST ${path} returned ${response.status}: ${json}`);
  return JSON.parse(json) as PartyView;
}
