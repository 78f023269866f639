import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { exchange, startPrism } from "./prism-proxy.mjs";

// The traffic of the sandbox's suite, each form of request and response once, through Prism. What the sandbox answered is played by a server
// behind Prism, so that the state of that sandbox is not needed any more.

const SANDBOX = fileURLToPath(new URL("../../../packages/sandbox", import.meta.url));
const VITEST = fileURLToPath(new URL("../../../node_modules/.bin/vitest", import.meta.url));

/** What a whole run of the suite has recorded (`SENDO_EXCHANGES`); without one, what the tests of the API and of the assumptions do now. */
function readTraffic() {
  const folder = mkdtempSync(join(tmpdir(), "sendo-traffic-"));
  try {
    const file = process.env.SENDO_EXCHANGES ?? join(folder, "exchanges.jsonl");
    if (process.env.SENDO_EXCHANGES === undefined) {
      const env = { ...process.env, SENDO_EXCHANGES: file };
      const run = spawnSync(VITEST, ["run", "--root", SANDBOX, "test/api", "test/assumptions"], {
        env,
        encoding: "utf8",
      });
      assert.equal(run.status, 0, run.stdout + run.stderr);
    }
    const lines = readFileSync(file, "utf8").trim().split("\n");
    return [...new Map(lines.map((line) => JSON.parse(line)).map((each) => [each.form, each])).values()];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

let traffic;
let upstream;
let prism;
let response; // of the server behind Prism

before(async () => {
  traffic = readTraffic();
  upstream = createServer((incoming, outgoing) => {
    incoming.resume();
    const { "content-length": _, ...headers } = response.headers;
    outgoing.writeHead(response.status, headers).end(response.body);
  }).listen(0, "127.0.0.1");
  await once(upstream, "listening");
  prism = await startPrism(`http://127.0.0.1:${upstream.address().port}`);
});
after(() => {
  prism?.kill();
  upstream?.closeAllConnections();
  upstream?.close();
});

/** The request that was recorded. The sandbox takes null for a field that was not given (`bad-json-400`), the document does not. */
function requestOf({ method, path, sent, body, status }) {
  const given = status === 200 && body !== undefined ? JSON.parse(body, withoutNull) : undefined;
  return { method, path, headers: sent, body: given === undefined ? body : JSON.stringify(given) };
}
const withoutNull = (_, value) => (value === null ? undefined : value);

/** What the sandbox takes beyond the document: a bare + in a query (`query-plus`), a scheme in any case (`other-scheme-401`). */
function isLenient({ path, sent }) {
  return /number=(?:\+|.*&number=)/.test(path) || !sent.authorization.startsWith("Bearer ");
}

async function play(recorded, { request = {}, answer = {} } = {}) {
  response = { status: recorded.status, headers: recorded.headers, body: JSON.stringify(recorded.response), ...answer };
  const { method, path, headers, body } = { ...requestOf(recorded), ...request };
  return await exchange(prism.port, method, path, headers, body);
}

test("the suite's traffic passes: what the sandbox accepts, and what it rejects or Prism does", async (t) => {
  const wrong = [];
  for (const recorded of traffic) {
    const { status, body, isPrism } = await play(recorded);
    // Prism may reject a request that the sandbox rejected as well, or takes by an assumption. A response it must never reject.
    const mayReject = recorded.status >= 400 || isLenient(recorded);
    const passes = isPrism ? mayReject && status < 500 : status === recorded.status;
    if (!passes) wrong.push({ form: recorded.form, status, body });
  }
  assert.deepEqual(wrong, []);
  const endpoints = new Set(
    traffic.filter(({ status }) => status === 200).map(({ form }) => JSON.parse(form).slice(0, 2).join(" ")),
  );
  assert.equal(endpoints.size, 13);
  t.diagnostic(`${traffic.length} exchanges`);
});

/** The first recorded success of each endpoint. */
const successes = () => [
  ...new Map(
    traffic.filter(({ status }) => status === 200).map((each) => [JSON.parse(each.form).slice(0, 2).join(" "), each]),
  ).entries(),
];

test("a mistake planted in each endpoint's response is caught", async () => {
  const missed = [];
  for (const [name, recorded] of successes()) {
    const [first] = Object.keys(recorded.response);
    const { [first]: _, ...incomplete } = recorded.response;
    const wrongType = { ...recorded.response, [first]: 7 };
    const { "x-ratelimit-limit": __, ...unlimited } = recorded.headers;
    for (const [what, answer] of Object.entries({
      "a missing field": { body: JSON.stringify(incomplete) },
      "a wrong type": { body: JSON.stringify(wrongType) },
      "a wrong status": { status: 201 },
      "a wrong media type": { headers: { ...recorded.headers, "content-type": "text/html" } },
      "a missing header": { headers: unlimited },
    })) {
      const { status, isPrism } = await play(recorded, { answer });
      if (!isPrism || status !== 500) missed.push([name, what, status]);
    }
  }
  assert.deepEqual(missed, []);
});

/** The fields that the document requires in the body of an operation, such as `POST /v1/message/send`. */
function requiredFields(operation) {
  const { paths, components } = JSON.parse(readFileSync(join(SANDBOX, "dist/openapi.json"), "utf8"));
  const [method, path] = operation.split(" ");
  const { $ref } = paths[path][method.toLowerCase()].requestBody.content["application/json"].schema;
  const { required } = components.schemas[$ref.split("/").at(-1)];
  assert.ok(required.length > 0, operation);
  return required;
}

test("a mistake planted in each endpoint's request is caught", async () => {
  const missed = [];
  for (const [name, recorded] of successes()) {
    const { authorization: _, ...anonymous } = recorded.sent;
    const plants = {
      "no key": { headers: anonymous },
      "an unknown route": { path: recorded.path.replace("/v1/", "/v2/") },
      "a wrong method": { method: "DELETE", headers: { authorization: recorded.sent.authorization }, body: undefined },
    };
    if (name.startsWith("POST")) {
      const body = JSON.parse(recorded.body);
      const [field] = requiredFields(name);
      plants["a missing field"] = { body: JSON.stringify({ ...body, [field]: undefined }) };
      plants["a wrong type"] = { body: JSON.stringify({ ...body, [field]: 7 }) };
      plants["a wrong media type"] = { headers: { ...recorded.sent, "content-type": "text/plain" } };
    }
    for (const [what, request] of Object.entries(plants)) {
      const { status, isPrism } = await play(recorded, { request });
      if (!isPrism || status >= 500) missed.push([name, what, status]);
    }
  }
  assert.deepEqual(missed, []);
});
