import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync, mkdtempSync, rmSync } from "node:fs";
import { createServer, request } from "node:http";
import { createRequire } from "node:module";
import { createServer as createTcpServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { startSandbox } from "@sendo/sandbox";

const DOCUMENT = createRequire(import.meta.url)
  .resolve("@sendo/sandbox/package.json")
  .replace("package.json", "dist/openapi.json");
const PRISM = fileURLToPath(new URL("../node_modules/.bin/prism", import.meta.url));

let sandbox;
let prism;
let folder;
let port;

before(async () => {
  sandbox = await startSandbox({ clock: "manual", requestsPerSecond: false });
  folder = mkdtempSync(join(tmpdir(), "sendo-prism-"));
  const ca = join(folder, "ca.pem");
  writeFileSync(ca, sandbox.clientOptions.ca);
  port = await freePort();
  prism = await startPrism(sandbox.clientOptions.baseUrl, { NODE_EXTRA_CA_CERTS: ca }, port);
});
after(async () => {
  prism?.kill();
  await sandbox?.close();
  if (folder) rmSync(folder, { recursive: true });
});

async function freePort() {
  const server = createTcpServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port: free } = server.address();
  server.close();
  await once(server, "close");
  return free;
}

/** Prism in front of an API: `--errors` makes it report each request and response that is not as the document says. */
async function startPrism(upstream, env, at) {
  const child = spawn(PRISM, ["proxy", DOCUMENT, upstream, "--errors", "--port", String(at)], {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  await new Promise((resolve, reject) => {
    const look = (chunk) => {
      output += chunk;
      if (/Prism is listening/.test(output)) resolve();
    };
    child.stdout.on("data", look);
    child.stderr.on("data", look);
    child.once("exit", () => reject(new Error(output)));
  });
  return child;
}

function call(method, path, body, at = port) {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${sandbox.apiKey}`, "content-type": "application/json" };
    const outgoing = request({ host: "127.0.0.1", port: at, method, path, headers }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk) => (text += chunk));
      response.on("end", () =>
        resolve({ status: response.statusCode, body: JSON.parse(text), headers: response.headers }),
      );
    });
    outgoing.on("error", reject);
    outgoing.end(body === undefined ? undefined : JSON.stringify(body));
  });
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
    consentFlow: "Guests tick a box on the booking form.",
    sample1: "Your table is free.",
    sample2: "Your booking is moved to 7 pm.",
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
  assert.notEqual((await call("DELETE", `/v1/message/none`)).status, 200);
});

test("Prism catches responses that break the contract", async (t) => {
  // Broken on purpose, which the sandbox cannot be asked for.
  let answer;
  const broken = createServer((_, response) => {
    const rate = { "x-ratelimit-limit": "20", "x-ratelimit-remaining": "19", "x-ratelimit-reset": "1" };
    response.writeHead(200, { ...rate, "content-type": "application/json" }).end(JSON.stringify(answer));
  }).listen(0, "127.0.0.1");
  await once(broken, "listening");
  const at = await freePort();
  const proxy = await startPrism(`http://127.0.0.1:${broken.address().port}`, {}, at);
  t.after(() => {
    proxy.kill();
    broken.closeAllConnections();
    broken.close();
  });
  const message = {
    id: "m",
    type: "SMS",
    createdAt: "2024-05-02T17:08:41.302Z",
    sentAt: null,
    direction: "OUTBOUND",
    from: "+14155550111",
    to: "+12065550142",
    body: "x",
  };
  answer = { message };
  assert.equal((await call("GET", "/v1/message/m", undefined, at)).status, 200);
  for (const planted of [
    { message: { ...message, from: undefined } },
    { message: { ...message, sentAt: 7 } },
    message,
  ]) {
    answer = planted;
    assert.equal((await call("GET", "/v1/message/m", undefined, at)).status, 500);
  }
});
