import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { BUN, DENO, NODE } from "../src/binaries.mjs";
import { startCountingServer } from "../src/counting-server.mjs";
import { playOnWorkerd } from "../src/play-on-workerd.mjs";
import { play } from "../src/play.mjs";

let server;
let stranger;
let options;
before(async () => {
  server = await startCountingServer();
  stranger = await startCountingServer();
  options = { apiKey: "sandbox_runtime", campaign: "c", baseUrl: server.url };
});
after(async () => {
  await server.close();
  await stranger.close();
});

/** How often the server accepted each message since the last call. */
function accepted() {
  const counts = { ...server.accepted };
  for (const body of Object.keys(server.accepted)) delete server.accepted[body];
  return counts;
}

const notSent = (code, attempts) => ({ code, outcome: "not-sent", attempts });
const unknown = (code) => ({ code, outcome: "unknown", attempts: 1 });

const PROCESSES = [
  ["Node", NODE],
  ["Bun", BUN],
  ["Deno", DENO],
];

describe("receiving, phone numbers, segments, fakes and the gate work on", () => {
  const expected = {
    httpStatus: 200,
    phone: "+12065550142",
    segments: 1,
    fake: "Hello",
    notFound: '{"error":"Not Found"}',
    adapter: "function",
  };
  for (const [name, runtime] of PROCESSES)
    test(name, async () => assert.deepEqual(await play(runtime, "withoutTransport"), expected));
  test("workerd", async () =>
    assert.deepEqual(await playOnWorkerd("withoutTransport", {}, { ca: server.ca }), expected));
});

describe("the built-in transport", () => {
  for (const [name, runtime] of [
    ["Node", NODE],
    ["Bun", BUN],
  ]) {
    test(`sends each message once on ${name}, and every outcome is right`, async () => {
      const report = await play(runtime, "sends", {
        ...options,
        ca: server.ca,
        proxy: server.proxyUrl,
        untrusted: stranger.url,
      });
      assert.deepEqual(report, {
        abortedCold: notSent("aborted", 1),
        first: "accepted",
        abortedWarm: notSent("aborted", 1),
        lostNew: unknown("connection_lost"),
        warm: "accepted",
        lostReused: unknown("connection_lost"),
        warmAgain: "accepted",
        hangs: unknown("attempt_timeout"),
        untrusted: notSent("certificate_untrusted", 1),
        proxied: "accepted",
        refused: notSent("connection_failed", 1),
      });
      assert.deepEqual(accepted(), {
        first: 1,
        "lost on a new connection": 1,
        warm: 1,
        "lost on a reused connection": 1,
        "warm again": 1,
        "hangs on a reused connection": 1,
        proxied: 1,
      });
      assert.deepEqual(stranger.accepted, {});
      assert.equal(server.tunnels.opened, 1);
      server.tunnels.opened = 0;
    });
  }

  test("rejects Deno by name when it is constructed (denoland/deno#36786)", async () => {
    const error = await play(DENO, "construction", options);
    assert.equal(error.name, "SendoConfigError");
    assert.equal(error.code, "config_runtime_unsupported");
    assert.match(error.message, /Deno 2\.9\.6: it resends a POST request.*`transport`/);
  });

  test("is rejected on Deno for a reason: it sends a message again when a reused connection is lost", async () => {
    await play(DENO, "sends", { ...options, ca: server.ca }, { hidden: true });
    const { "lost on a reused connection": lost, "lost on a new connection": fresh } = accepted();
    assert.equal(fresh, 1);
    assert.equal(lost, 2, "Deno no longer repeats a request. Judge again whether Deno can be supported.");
  });

  test("rejects workerd by name when it is constructed", async () => {
    const error = await playOnWorkerd("construction", options, { ca: server.ca });
    assert.equal(error.name, "SendoConfigError");
    assert.equal(error.code, "config_runtime_unsupported");
    assert.match(error.message, /workerd: its `node:https` does not reveal.*`transport`/);
  });

  test("calls a lost response unknown on an engine that shows no socket, and sends the message once (workerd)", async () => {
    const report = await playOnWorkerd("sends", options, { ca: server.ca, hidden: true });
    assert.equal(report.first, "accepted");
    assert.equal(report.warm, "accepted");
    for (const end of ["lostNew", "lostReused", "hangs"]) assert.equal(report[end].outcome, "unknown", end);
    for (const [body, times] of Object.entries(accepted())) assert.equal(times, 1, body);
  });
});

describe("a Node that is too old gets a sentence", () => {
  for (const version of ["18", "20.10.0"])
    test(`Node ${version}`, async () => {
      const old = ["npx", "--yes", "-p", `node@${version}`, "node"];
      const error = await play(old, "construction", options);
      assert.equal(error.code, "config_runtime_unsupported");
      assert.match(error.message, new RegExp(`Node ${version}.*too old.*20\\.19`));
    });
});
