import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { startSandbox } from "@sendo/sandbox";
import { exchange, startPrism } from "./prism-proxy.mjs";

let sandbox;
let prism;
let folder;

before(async () => {
  sandbox = await startSandbox({ clock: "manual", requestsPerSecond: false });
  folder = mkdtempSync(join(tmpdir(), "sendo-prism-"));
  const ca = join(folder, "ca.pem");
  writeFileSync(ca, sandbox.clientOptions.ca);
  prism = await startPrism(sandbox.clientOptions.baseUrl, { NODE_EXTRA_CA_CERTS: ca });
});
after(async () => {
  prism?.kill();
  await sandbox?.close();
  if (folder) rmSync(folder, { recursive: true });
});

function call(method, path, body) {
  const headers = { authorization: `Bearer ${sandbox.apiKey}`, "content-type": "application/json" };
  return exchange(prism.port, method, path, headers, body === undefined ? undefined : JSON.stringify(body));
}

const ok = async (...args) => {
  const answer = await call(...args);
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return answer.body;
};

test("all thirteen endpoints pass through Prism", async () => {
  const { campaign, number } = sandbox;
  const { id } = await ok("POST", "/v1/message/send", {
    campaign,
    to: "+12065550142",
    body: "Your table is ready",
    mediaUrls: ["https://media.example/menu.png"],
    metadata: { orderId: "A-1007" },
  });
  await sandbox.clock.settle();
  sandbox.phone("+12065550142").text("On my way");
  await ok("GET", `/v1/message/${id}`);
  const { messages } = await ok(
    "GET",
    `/v1/message/list?campaign=${campaign}&limit=5&direction=INBOUND&number=%2B12065550142`,
  );
  assert.equal(messages.length, 1);
  const { brand } = await ok("POST", "/v1/brand/create", {
    entityType: "PRIVATE_PROFIT",
    entityName: "Example Diner LLC",
    ein: "00-0000000",
    website: "https://diner.example",
    privacyLink: "https://diner.example/privacy",
    street: "1 Main St",
    city: "Seattle",
    state: "WA",
    postalCode: "98101",
    country: "US",
    firstName: "Ada",
    lastName: "Example",
    email: "help@diner.example",
    phone: "+12065550100",
  });
  await ok("GET", `/v1/brand/${brand.id}`);
  await ok("GET", "/v1/brand/list?skip=0");
  const created = await ok("POST", "/v1/campaign/create", {
    displayName: "Table alerts",
    usecase: "CUSTOMER_CARE",
    brandId: brand.id,
    description: "Alerts when a table is free.",
    consentFlow: "Guests check a box on the booking form.",
    sample1: "Your table is free.",
    sample2: "Your booking has been moved to 7 pm.",
    isLowVolume: true,
  });
  await ok("GET", `/v1/campaign/${created.campaign.id}`);
  await ok("GET", "/v1/campaign/list");
  const { webhook } = await ok("POST", `/v1/campaign/${campaign}/webhooks`, {
    url: "http://127.0.0.1:9/hook",
    eventTypes: ["message.incoming"],
    numbers: [number],
  });
  await ok("GET", `/v1/campaign/${campaign}/webhooks`);
  await ok("PATCH", `/v1/webhook/${webhook.id}`, { name: "Other" });
  await ok("POST", "/v1/number/buy", { number: "+14155550177", campaignId: campaign });
});

test("errors pass as documented errors", async () => {
  assert.equal((await call("GET", "/v1/message/none")).status, 404);
  const message = { campaign: "unknown", to: "+12065550142", body: "x" };
  const refused = await call("POST", "/v1/message/send", message);
  assert.equal(refused.status, 400);
  assert.equal(typeof refused.body.error, "string");
});

test("Prism catches requests that break the contract", async () => {
  const message = { campaign: sandbox.campaign, to: "+12065550142", body: "x" };
  for (const planted of [
    { ...message, to: "2065550142" },
    { ...message, body: undefined },
    { ...message, metadata: { n: 1 } },
    { ...message, mediaUrls: Array.from({ length: 6 }, () => "https://media.example/a.png") },
  ]) {
    const { status, body } = await call("POST", "/v1/message/send", planted);
    assert.equal(status, 422, JSON.stringify(body));
  }
  assert.equal((await call("GET", "/v1/message/list")).status, 422);
  assert.equal((await call("GET", `/v1/message/list?campaign=${sandbox.campaign}&limit=many`)).status, 422);
});
