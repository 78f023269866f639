import type { Report } from "../report.js";
import type { Exchange, Wire } from "../wire.js";

type Fields = Readonly<Record<string, unknown>>;

/** Plays every documented read. Returns the campaign to send from. */
export async function readSteps(wire: Wire, report: Report, wanted: string | undefined): Promise<string | undefined> {
  const campaigns = await list(wire, report, "campaign");
  const active = campaigns.find(({ status }) => status === "ACTIVE")?.id;
  const campaign = wanted ?? (typeof active === "string" ? active : undefined);
  const usecases = new Set(campaigns.map(({ usecase }) => typeof usecase));
  if (usecases.size > 0)
    report.learn("usecase", `usecase is of type ${[...usecases].join(", ")}`, !usecases.has("object"));
  learnStatuses(report, "campaign", campaigns, ["DRAFT", "PENDING", "ACTIVE"]);
  const brands = await list(wire, report, "brand");
  learnStatuses(report, "brand", brands, ["DRAFT", "VERIFIED", "VETTED"]);
  if (campaign === undefined) {
    report.note("No active campaign was found, so messages and webhooks were not read. Name one by --campaign.");
    return undefined;
  }
  await retrieve(wire, report, "campaign", campaign);
  const [brand] = brands;
  if (typeof brand?.id === "string") await retrieve(wire, report, "brand", brand.id);
  await messages(wire, report, campaign);
  await webhooks(wire, report, campaign);
  return campaign;
}

async function list(wire: Wire, report: Report, kind: "campaign" | "brand"): Promise<readonly Fields[]> {
  const exchange = await wire.request("GET", `/v1/${kind}/list`);
  if (kind === "brand" && exchange.status >= 400) {
    report.note(`GET /v1/brand/list returned ${exchange.status}: this account may not be a reseller.`);
    return [];
  }
  report.check(`GET /v1/${kind}/list`, exchange);
  const items = itemsOf(exchange, `${kind}s`);
  learnOrder(report, "list-order-registration", `${kind}s`, items);
  return items;
}

async function retrieve(wire: Wire, report: Report, kind: "campaign" | "brand", id: string): Promise<void> {
  report.check(`GET /v1/${kind}/{id}`, await wire.request("GET", `/v1/${kind}/${encodeURIComponent(id)}`));
}

async function messages(wire: Wire, report: Report, campaign: string): Promise<void> {
  const route = "GET /v1/message/list";
  const query = `campaign=${encodeURIComponent(campaign)}`;
  const page = await wire.request("GET", `/v1/message/list?${query}`);
  report.check(route, page);
  const items = itemsOf(page, "messages");
  learnOrder(report, "list-order", "messages", items);
  for (const direction of ["INBOUND", "OUTBOUND"]) {
    report.check(route, await wire.request("GET", `/v1/message/list?${query}&direction=${direction}&limit=5&skip=1`));
  }
  const none = await wire.request("GET", `/v1/message/list?${query}&limit=0`);
  report.learn("list-limit", `limit=0 returns ${none.status}`, none.status === 400);
  const absent = await wire.request("GET", "/v1/message/list?campaign=no-such-campaign");
  report.learn(
    "id-404-parameter-400",
    `an unknown campaign in the query returns ${absent.status}`,
    absent.status === 400,
  );
  const codes = items.map(({ errorCode }) => errorCode).filter((code) => code !== undefined && code !== null);
  if (codes.length > 0) {
    const types = [...new Set(codes.map((code) => typeof code))].join(", ");
    report.learn("error-code-type", `errorCode is a ${types}`, types === "number");
    report.learn(
      "failure-codes",
      `codes seen: ${[...new Set(codes.map((code) => JSON.stringify(code).slice(0, 8)))].join(", ")}`,
    );
  }
}

async function webhooks(wire: Wire, report: Report, campaign: string): Promise<void> {
  const route = "GET /v1/campaign/{id}/webhooks";
  const exchange = await wire.request("GET", `/v1/campaign/${encodeURIComponent(campaign)}/webhooks`);
  report.check(route, exchange);
  const [webhook] = itemsOf(exchange, "webhooks");
  if (webhook === undefined) return;
  const names = ["name", "numbers"].map((name) => `${name} is ${formOf(webhook[name])}`).join(", ");
  report.learn("webhook-object", `in the list, ${names}`);
}

/** `absent`, `null`, `an empty list` and so on: how a field without a value looks. */
export function formOf(value: unknown): string {
  if (value === undefined) return "absent";
  if (value === null) return "null";
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list";
  return value === "" ? "an empty string" : `a ${typeof value}`;
}

function itemsOf({ json }: Exchange, field: string): readonly Fields[] {
  const items = ((json ?? {}) as Fields)[field];
  if (!Array.isArray(items)) return [];
  return (items as unknown[]).filter((item): item is Fields => typeof item === "object" && item !== null);
}

function learnOrder(report: Report, assumption: string, what: string, items: readonly Fields[]): void {
  const times = items.map(({ createdAt }) => Date.parse(String(createdAt)));
  if (new Set(times).size < 2) return;
  const isNewestFirst = times.every((time, index) => index === 0 || time <= times[index - 1]!);
  const isOldestFirst = times.every((time, index) => index === 0 || time >= times[index - 1]!);
  const order = isNewestFirst ? "newest first" : isOldestFirst ? "oldest first" : "in another order";
  report.learn(assumption, `${what} are listed ${order}`, isNewestFirst);
}

function learnStatuses(report: Report, kind: string, items: readonly Fields[], known: readonly string[]): void {
  const seen = [...new Set(items.map(({ status }) => String(status)))].filter((status) =>
    /^[A-Z_]{1,30}$/.test(status),
  );
  const others = seen.filter((status) => !known.includes(status));
  if (others.length > 0) report.learn("first-status", `${kind}s also have the status ${others.join(", ")}`, false);
}
