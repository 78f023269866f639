import type { Report } from "../report.js";
import { NoResponse, type Wire } from "../wire.js";
import { formOf } from "./reads.js";

type Fields = Readonly<Record<string, unknown>>;

/** Creates one webhook and changes its name. Sendo documents no way to delete a webhook, so it stays. */
export async function webhookSteps(
  wire: Wire,
  report: Report,
  { campaign, url }: { readonly campaign: string; readonly url: string },
): Promise<void> {
  const route = "POST /v1/campaign/{id}/webhooks";
  const wanted = { name: "Canary", url, eventTypes: ["recipient.optout"] };
  let webhook: Fields;
  try {
    const created = await wire.request("POST", `/v1/campaign/${encodeURIComponent(campaign)}/webhooks`, wanted);
    report.check(route, created);
    webhook = ((created.json as Fields | undefined)?.webhook ?? {}) as Fields;
  } catch (error) {
    if (!(error instanceof NoResponse)) throw error;
    report.differ(route, 0, error.message);
    report.note("A webhook named Canary may exist. Look on the dashboard, and delete it there.");
    return;
  }
  if (typeof webhook.id !== "string") return;
  report.note("A webhook named Canary was created. Sendo documents no way to delete it: delete it on the dashboard.");
  const signature = String(webhook.signature);
  const isAlphanumeric = /^[A-Za-z0-9]+$/.test(signature);
  report.learn(
    "webhook-token",
    `signature has ${signature.length} characters${isAlphanumeric ? ", letters and digits" : ""}`,
  );
  report.learn("webhook-object", `created for all numbers, numbers is ${formOf(webhook.numbers)}`);
  const changed = await wire.request("PATCH", `/v1/webhook/${encodeURIComponent(webhook.id)}`, {
    name: "Canary, changed",
  });
  report.check("PATCH /v1/webhook/{id}", changed);
  const after = ((changed.json as Fields | undefined)?.webhook ?? {}) as Fields;
  const isSame = JSON.stringify(after.numbers) === JSON.stringify(webhook.numbers);
  report.learn("webhook-patch-numbers", `a PATCH of the name ${isSame ? "leaves" : "changes"} numbers`, isSame);
  if (after.signature !== webhook.signature) report.learn("webhook-token", "a PATCH changes the signature", false);
}
