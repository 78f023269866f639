// The sandbox beside two local mock servers: time until it answers over HTTPS, memory, requests a second, install size.
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { Buffer } from "node:buffer";
import https from "node:https";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { performance } from "node:perf_hooks";
import { setTimeout } from "node:timers";
import { promisify } from "node:util";
import { makeCertificate } from "./make-certificate.mjs";
import { median, publish, spread, table } from "./report.mjs";

const ROUNDS = Number(process.argv[2] ?? 5);
const REQUESTS = 2000;
const AT_ONCE = 16;
const here = fileURLToPath(new URL("..", import.meta.url));
const proxy = fileURLToPath(new URL("./sandbox-proxy.mjs", import.meta.url));

const manifest = (name) => JSON.parse(readFileSync(join(here, "node_modules", name, "package.json"), "utf8"));
const bareServer = fileURLToPath(new URL("./sandbox-bare-server.mjs", import.meta.url));
const BARE = "bare node:https";
const bin = (name, command) => {
  const { bin: bins } = manifest(name);
  return join(here, "node_modules", name, typeof bins === "string" ? bins : bins[command]);
};

const SEND = { campaign: "U7fQ39nX", to: "+12065550142", body: "Your table is ready" };
const MAIL = {
  FromEmailAddress: "diner@example.com",
  Destination: { ToAddresses: ["ann@example.com"] },
  Content: { Simple: { Subject: { Data: "Table" }, Body: { Text: { Data: "Your table is ready" } } } },
};

// Each is started as its own documentation says, then asked for one send. The two that speak no HTTPS stand behind a proxy.
const SERVERS = [
  {
    name: "@sendo/sandbox",
    args: () => [
      bin("@sendo/sandbox", "sendo-sandbox"),
      "--port",
      "0",
      "--control-port",
      "0",
      "--rate",
      "off",
      "--json",
    ],
    ready: async (child) => {
      const { env } = JSON.parse(await firstLine(child));
      return {
        url: `${env.SENDO_BASE_URL}/v1/message/send`,
        ca: readFileSync(env.SENDO_CA_FILE, "utf8"),
        headers: { authorization: `Bearer ${env.SENDO_API_KEY}` },
        body: SEND,
      };
    },
  },
  {
    name: "@stoplight/prism-cli",
    args: (port) => [
      bin("@stoplight/prism-cli", "prism"),
      "mock",
      "-p",
      String(port),
      "-h",
      "127.0.0.1",
      join(here, "src", "sandbox.openapi.json"),
    ],
    path: "/v1/message/send",
    headers: { authorization: "Bearer sandbox_key" },
    body: SEND,
  },
  {
    name: "aws-ses-v2-local",
    args: (port) => [bin("aws-ses-v2-local", "aws-ses-v2-local"), "--port", String(port), "--host", "127.0.0.1"],
    path: "/v2/email/outbound-emails",
    headers: { authorization: "AWS4-HMAC-SHA256 Credential=x/20260101/us-east-1/ses/aws4_request" },
    body: MAIL,
  },
  {
    name: BARE,
    args: () => [bareServer, certificate.certFile, certificate.keyFile],
    ready: async (child) => ({ url: await firstLine(child), ca: certificate.ca, headers: {}, body: SEND }),
  },
];

async function freePort() {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address();
  probe.close();
  await once(probe, "close");
  return port;
}

async function start(server) {
  const port = await freePort();
  const startedAt = performance.now();
  const child = spawn(process.execPath, server.args(port), { cwd: here, stdio: ["ignore", "pipe", "pipe"] });
  child.stderr.resume();
  let front;
  let target;
  if (server.ready !== undefined) target = await server.ready(child);
  else {
    child.stdout.resume();
    front = await behindProxy(port);
    target = { url: front.url + server.path, ca: front.ca, headers: server.headers, body: server.body };
  }
  // Ready is what an app notices: the first send that is answered with a success.
  while ((await post(target)) !== 200) {
    if (child.exitCode !== null) throw new Error(`${server.name} ended with exit code ${child.exitCode}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  const readyMs = performance.now() - startedAt;
  return {
    readyMs,
    target,
    rssMB: () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))[1]) / 1000,
    stop: async () => {
      const gone = once(child, "exit");
      child.kill("SIGTERM");
      setTimeout(() => child.kill("SIGKILL"), 2000).unref();
      await gone;
    },
  };
}

// Started once and told of each port: what it costs is not counted, and the time it takes to start is not either.
let proxyServer;
async function behindProxy(port) {
  proxyServer ??= await startProxy();
  return proxyServer.to(port);
}

async function startProxy() {
  const child = spawn(process.execPath, [proxy], { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  const [{ url, ca }] = await once(child, "message");
  return {
    to: async (port) => {
      child.send({ port });
      await once(child, "message");
      return { url, ca };
    },
    stop: () => child.disconnect(),
  };
}

async function firstLine(child) {
  let output = "";
  for await (const chunk of child.stdout) {
    output += String(chunk);
    if (output.includes("\n")) break;
  }
  child.stdout.resume();
  return output.split("\n")[0];
}

function post({ url, ca, headers, body }, agent = false) {
  return new Promise((resolve) => {
    const json = JSON.stringify(body);
    const all = { ...headers, "content-type": "application/json", "content-length": Buffer.byteLength(json) };
    const request = https.request(url, { method: "POST", ca, agent, headers: all }, (response) => {
      response.resume().on("end", () => resolve(response.statusCode));
    });
    request.on("error", () => resolve(undefined));
    request.end(json);
  });
}

async function requestsPerSecond(target) {
  const agent = new https.Agent({ keepAlive: true, maxSockets: AT_ONCE, ca: target.ca });
  let left = REQUESTS;
  const worker = async () => {
    while (left > 0) {
      left -= 1;
      const status = await post(target, agent);
      if (status !== 200) throw new Error(`${target.url} answered ${status}`);
    }
  };
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  agent.destroy();
  return (REQUESTS / (performance.now() - startedAt)) * 1000;
}

// In process: until startSandbox() has resolved, import included, in a process that does nothing else.
async function inProcess() {
  const script = `const t=performance.now();const{startSandbox}=await import("@sendo/sandbox");const i=performance.now()-t;
    const s=await startSandbox();console.log(JSON.stringify({importMs:i,startMs:performance.now()-t-i}));await s.close()`;
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", script], { cwd: here });
  return JSON.parse(stdout);
}

function installed(name, from, found = new Map()) {
  const folder = resolvePackage(name, from);
  if (folder === undefined || found.has(folder)) return found;
  const { dependencies = {}, files } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  // Ours is a link to the source folder: count what \`files\` would publish.
  const ours = name.startsWith("@sendo/");
  const left = ours ? files.filter((file) => file.startsWith("!")).map((file) => file.slice(1)) : [];
  const roots = ours ? [...files.filter((file) => !file.startsWith("!")), "package.json", "README.md"] : ["."];
  const kept = roots
    .flatMap((root) => filesIn(join(folder, root)))
    .filter((file) => !left.some((pattern) => matches(file.slice(folder.length + 1), pattern)));
  found.set(
    folder,
    kept.reduce((sum, file) => sum + statSync(file).size, 0),
  );
  for (const dependency of Object.keys(dependencies)) installed(dependency, folder, found);
  return found;
}

const matches = (file, pattern) => {
  const [head, tail] = pattern.split("*");
  return tail === undefined ? file === head : file.startsWith(head) && file.endsWith(tail);
};

function resolvePackage(name, from) {
  for (let folder = from; ; folder = dirname(folder)) {
    const candidate = join(folder, "node_modules", name);
    if (existsSync(join(candidate, "package.json"))) return realpathSync(candidate);
    if (dirname(folder) === folder) return undefined;
  }
}

function filesIn(path) {
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [path];
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.name !== "node_modules")
    .flatMap((entry) => filesIn(join(path, entry.name)));
}

const certificate = await makeCertificate();
const results = new Map(SERVERS.map(({ name }) => [name, { readyMs: [], idleMB: [], busyMB: [], rate: [] }]));
const own = { importMs: [], startMs: [], bothMs: [] };
for (let round = 0; round <= ROUNDS; round += 1) {
  for (const server of SERVERS) {
    const running = await start(server);
    const idleMB = running.rssMB();
    const rate = await requestsPerSecond(running.target);
    const busyMB = running.rssMB();
    await running.stop();
    if (round === 0) continue; // warms the file cache
    const result = results.get(server.name);
    result.readyMs.push(running.readyMs);
    result.idleMB.push(idleMB);
    result.busyMB.push(busyMB);
    result.rate.push(rate);
  }
  const { importMs, startMs } = await inProcess();
  if (round === 0) continue;
  own.importMs.push(importMs);
  own.startMs.push(startMs);
  own.bothMs.push(importMs + startMs);
}
proxyServer?.stop();
certificate.remove();

const installRows = SERVERS.filter(({ name }) => name !== BARE).map(({ name }) => {
  const folders = [...installed(name, here).values()];
  return [
    name,
    manifest(name).version,
    folders.length,
    (folders.reduce((sum, bytes) => sum + bytes, 0) / 1e6).toFixed(1),
  ];
});

const of = (name, figure) => median(results.get(name)[figure]);
const peers = ["@stoplight/prism-cli", "aws-ses-v2-local"];
const bounds = [
  [
    "ready, of the faster peer's time",
    of("@sendo/sandbox", "readyMs") / Math.min(...peers.map((name) => of(name, "readyMs"))),
    "at most 0.40",
  ],
  [
    "requests a second, of the faster peer's",
    of("@sendo/sandbox", "rate") / Math.max(...peers.map((name) => of(name, "rate"))),
    "at least 1.60",
  ],
  [
    `MB above the bare server after ${REQUESTS} sends`,
    of("@sendo/sandbox", "busyMB") - of(BARE, "busyMB"),
    "at most 20",
  ],
  ["startSandbox(), of the command's time", median(own.startMs) / of("@sendo/sandbox", "readyMs"), "at most 0.40"],
  ["import and startSandbox(), of the command's time", median(own.bothMs) / of("@sendo/sandbox", "readyMs"), "none"],
];

publish("sandbox", "The sandbox beside local mock servers", [
  `${ROUNDS} rounds, interleaved, after one discarded; median and range. Every request goes over HTTPS with a verified certificate. The sandbox
speaks it; the other two do not and stand behind a loopback proxy that ends TLS, in a process of its own that is not counted,
so that their figures for requests hold one hop more. Prism mocks an OpenAPI of the same send (\`src/sandbox.openapi.json\`); aws-ses-v2-local is sent an e-mail.
What they do differs: the sandbox keeps state, counts the key's limit, moves each message through its statuses and logs the request.`,
  "## From start to the first send that is answered",
  table(
    ["server", "ready ms", "RSS MB when ready", `RSS MB after ${REQUESTS} requests`, "requests a second"],
    SERVERS.map(({ name }) => {
      const { readyMs, idleMB, busyMB, rate } = results.get(name);
      return [name, spread(readyMs), spread(idleMB), spread(busyMB), spread(rate)];
    }),
  ),
  `${AT_ONCE} connections that are kept, ${REQUESTS} sends each round, the sandbox's rate limit off.`,
  "## In process",
  table(
    ["step", "ms"],
    [
      ['import("@sendo/sandbox")', spread(own.importMs)],
      ["startSandbox()", spread(own.startMs)],
      ["both", spread(own.bothMs)],
    ],
  ),
  "## Against its bounds",
  table(
    ["figure", "measured", "bound"],
    bounds.map(([figure, value, bound]) => [figure, value.toFixed(2), bound]),
  ),
  "## Install",
  table(["package", "version", "packages", "MB"], installRows),
]);
