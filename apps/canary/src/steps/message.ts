import type { Report } from "../report.js";
import { NoResponse, type Wire } from "../wire.js";
import { formOf } from "./reads.js";

/** The em dash is in Sendo's documented table of replacements, so the stored body shows whether it was replaced. */
const BODY = "Test of our messaging integration — you agreed to receive this one message.";
const METADATA = { canary: "yes" };
const FINAL = new Set(["DELIVERED", "READ", "FAILED", "EXPIRED"]);
const POLLS = 10;
const POLL_MS = 2_000;

/** Sends one message to the consenting number, and follows it. A send without a response is never repeated. */
export async function messageSteps(
  wire: Wire,
  report: Report,
  { campaign, to, from }: { readonly campaign: string; readonly to: string; readonly from: string | undefined },
): Promise<void> {
  const route = "POST /v1/message/send";
  const message = { campaign, to, body: BODY, metadata: METADATA, ...(from !== undefined && { from }) };
  let id: unknown;
  try {
    const sent = await wire.request("POST", "/v1/message/send", message);
    report.check(route, sent);
    report.learn("create-200", `a send returns ${sent.status}`, sent.status === 200);
    id = (sent.json as { id?: unknown } | undefined)?.id;
  } catch (error) {
    if (!(error instanceof NoResponse)) throw error;
    report.differ(route, 0, error.message);
    report.note("The message may have been sent. The canary does not send it again: look on the dashboard.");
    return;
  }
  if (typeof id !== "string") return;
  await follow(wire, report, id, from === undefined);
}

async function follow(wire: Wire, report: Report, id: string, isDefaultSender: boolean): Promise<void> {
  const statuses: string[] = [];
  let message: Readonly<Record<string, unknown>> = {};
  for (let poll = 0; poll < POLLS; poll += 1) {
    const exchange = await wire.request("GET", `/v1/message/${encodeURIComponent(id)}`);
    report.check("GET /v1/message/{id}", exchange);
    message = ((exchange.json as { message?: unknown } | undefined)?.message ?? {}) as typeof message;
    const status = String(message.status);
    if (statuses.at(-1) !== status) statuses.push(status);
    if (FINAL.has(status)) break;
    await wire.sleep(POLL_MS);
  }
  report.learn("status-path", `the message was ${statuses.map((status) => status.slice(0, 20)).join(", ")}`);
  const absent = ["mediaUrls", "errorCode", "errorMessage", "scheduledAt"].map(
    (name) => `${name} ${formOf(message[name])}`,
  );
  const isAsAssumed = message.status === "FAILED" ? undefined : absent.every((each) => each.endsWith(" absent"));
  report.learn("absent-fields", `without a value: ${absent.join(", ")}`, isAsAssumed);
  const isKept = message.body === BODY;
  report.learn(
    "stored-body",
    `the dash of the body is ${isKept ? "kept" : "replaced"}; segments: ${Number(message.numSegments)}`,
    isKept,
  );
  const { metadata } = message as { readonly metadata?: { readonly canary?: unknown } };
  if (metadata?.canary !== METADATA.canary) report.differ("GET /v1/message/{id}", 200, "metadata is not returned");
  if (isDefaultSender)
    report.learn("default-sender", `without from, the message has ${formOf(message.from)} as its sender`);
}
