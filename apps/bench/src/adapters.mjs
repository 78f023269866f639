// CPU of an app's process for each request, with our adapters and without: adapters.mjs [REQUESTS] [WARM] [ROUNDS]
import { Buffer } from "node:buffer";
import { createHmac } from "node:crypto";
import { Agent, request } from "node:http";
import { Webhook } from "svix";
import { FRAMEWORKS, OCTOKIT_SECRET, SVIX_SECRET, TOKEN } from "./adapters-apps.mjs";
import { median, publish, spread, table } from "./report.mjs";
import { startServer } from "./start-server.mjs";

const [requests = 4000, warm = 1000, rounds = 5] = process.argv.slice(2).map(Number);
const CONCURRENCY = 10;
const svix = new Webhook(SVIX_SECRET);

// Signed before the clock runs: a sender's work is not what is measured.
const signers = {
  bare: () => ({}),
  sendo: () => ({ "x-webhook-token": TOKEN }),
  svix(body, id) {
    const at = new Date();
    const seconds = String(Math.floor(at.getTime() / 1000));
    return { "svix-id": id, "svix-timestamp": seconds, "svix-signature": svix.sign(id, at, body) };
  },
  octokit: (body, id) => ({
    "x-github-delivery": id,
    "x-github-event": "push",
    "x-hub-signature-256": `sha256=${createHmac("sha256", OCTOKIT_SECRET).update(body).digest("hex")}`,
  }),
};
signers["sendo-parsed"] = signers.sendo;

/** The documented event, with an id of its own, since we remember what was handled. */
function delivery(kind, number) {
  const id = `a7c1f3de-5b0a-4b53-8f65-${String(number).padStart(12, "0")}`;
  const body = JSON.stringify({
    id,
    type: "message.incoming",
    timestamp: "2024-05-02T17:10:03.118Z",
    message: {
      id: `c4d8c9d0-2f5b-4b0c-a6b3-${String(number).padStart(12, "0")}`,
      type: "MMS",
      createdAt: "2024-05-02T17:10:02.640Z",
      sentAt: "2024-05-02T17:09:58.012Z",
      direction: "INBOUND",
      from: "+12065550142",
      to: "+14155550111",
      body: "On my way",
      status: "DELIVERED",
      errorCode: null,
      errorMessage: null,
      mediaUrls: ["https://media.example/photo.jpg"],
    },
  });
  const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
  return { method: "POST", path: "/hook", body, headers: { ...headers, ...signers[kind](body, id) } };
}

const hello = { method: "GET", path: "/hello", headers: {} };

/** One app in a fresh process: CPU time for each request, in µs. */
async function measure(framework, kind, isWebhook) {
  const server = await startServer("adapters-server.mjs", [framework, kind]);
  const agent = new Agent({ keepAlive: true, maxSockets: CONCURRENCY });
  const make = isWebhook ? (number) => delivery(kind, number) : () => hello;
  const all = Array.from({ length: warm + requests }, (_, number) => make(number));
  const play = async (calls) => {
    let next = 0;
    const worker = async () => {
      while (next < calls.length) await call(agent, server.port, calls[next++]);
    };
    await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  };
  await play(all.slice(0, warm));
  await server.ask("begin");
  await play(all.slice(warm));
  const { cpuUs, handled } = await server.ask("end");
  agent.destroy();
  server.close();
  if (isWebhook && handled !== requests) throw new Error(`${framework} ${kind}: ${handled} of ${requests} handled`);
  return cpuUs / requests;
}

function call(agent, port, { method, path, headers, body }) {
  return new Promise((resolve, reject) => {
    const outgoing = request({ host: "127.0.0.1", port, agent, method, path, headers }, (response) => {
      response.resume();
      response.on("end", () => (response.statusCode === 200 ? resolve() : reject(new Error(`${response.statusCode}`))));
    });
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

const TABLES = [
  {
    title: "An ordinary route",
    about:
      "`GET /hello`, which answers a small JSON object. With the adapter: its client on every request (Express) or in the app, a webhook route beside it, and its error replies, all mounted.",
    isWebhook: false,
    rows: [
      ["without the adapter", "plain"],
      ["without it, again", "plain"],
      ["with the adapter", "mounted"],
    ],
    base: "without the adapter",
  },
  {
    title: "A webhook route",
    about:
      'One `POST` of the documented `message.incoming` (some 480 bytes) for each request, each with an id of its own; the handler counts. "Bare" is a route of the framework with its JSON parser, which checks nothing and remembers nothing. Svix checks an HMAC and the age and parses; @octokit/webhooks checks an HMAC, parses and calls its handlers; both get the raw body from the framework. Ours compares the token, reads and parses the body, checks the event against its schema, looks whether it was handled before, and remembers it.',
    isWebhook: true,
    rows: [
      ["bare JSON route", "bare"],
      ["bare JSON route, again", "bare"],
      ["@sendo", "sendo"],
      ["@sendo behind express.json()", "sendo-parsed"],
      ["svix, Webhook.verify", "svix"],
      ["@octokit/webhooks, verifyAndReceive", "octokit"],
    ],
    base: "bare JSON route",
  },
];

const parts = [
  `Each app in a process of its own, fresh for each measurement: ${warm} requests to warm up, then ${requests}, ${CONCURRENCY} at a time over kept connections of plain HTTP, from another process; its \`process.cpuUsage\` (all threads) over that time. ${rounds} rounds, the order rotated each round, one app after another; median and range. A ratio compares within one round. The rows "again" are the same app once more: what they stray from 1 is noise.`,
];
for (const { title, about, isWebhook, rows, base } of TABLES) {
  parts.push(`## ${title}`, about);
  for (const [framework, name] of Object.entries(FRAMEWORKS)) {
    const own = rows.filter(([, kind]) => kind !== "sendo-parsed" || framework === "express");
    const measured = new Map(own.map(([row]) => [row, []]));
    for (let round = 0; round < rounds; round += 1) {
      for (let i = 0; i < own.length; i += 1) {
        const [row, kind] = own[(i + round) % own.length];
        measured.get(row).push(await measure(framework, kind, isWebhook));
      }
      console.error(`${title}, ${name}, round ${round + 1} of ${rounds}`);
    }
    const cells = own
      .map(([row]) => {
        const cpu = measured.get(row);
        const ratios = cpu.map((us, round) => us / measured.get(base)[round]);
        return { ratio: row === base ? 0 : median(ratios), cells: [row, spread(cpu), spread(ratios, 2)] };
      })
      .sort((a, b) => a.ratio - b.ratio);
    parts.push(
      `### ${name}`,
      table(
        [isWebhook ? "route" : "app", "CPU µs a request", "ratio to the first row, same round"],
        cells.map((row) => row.cells),
      ),
    );
  }
}
publish("adapters", "What an adapter costs an app", parts);
