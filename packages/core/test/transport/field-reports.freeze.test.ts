import { spawn } from "node:child_process";
import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { setTimeout as pass } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { answer, startCountingServer, startDoor } from "../support/counting-server.js";

const script = fileURLToPath(new URL("../support/frozen-sender.mjs", import.meta.url));

// A function that is frozen between two requests is stopped and continued like this. A freeze takes its real time, so the longest one,
// which outlasts `idleSocketMs`, the connect timeout and a load balancer's patience, runs only if this variable is set.
const freezes = process.env.SENDO_LONG_FREEZES === undefined ? [2_000, 6_000] : [2_000, 6_000, 40_000];

// Windows has no SIGSTOP.
test.skipIf(process.platform === "win32").each(freezes)(
  "a process that is frozen for %i ms sends nothing twice, tells the truth, and loses no response (Lambda-style freeze)",
  async (freezeMs) => {
    const server = await startCountingServer();
    const door = await startDoor(server.port);
    const bodyOf = (request: { readonly body: string }): string => (JSON.parse(request.body) as { body: string }).body;
    let answered!: ServerResponse;
    server.behave((request, response) => {
      if (bodyOf(request) === "answered") answered = response;
      if (bodyOf(request) === "after") answer(response, 200, { success: true, id: "m-after" });
    });
    // Each timer is due in the middle of the freeze, so it is late afterwards.
    const options = { apiUrl: server.url, doorUrl: `https://127.0.0.1:${door.port}`, ca: server.ca };
    const OPTIONS = JSON.stringify({ ...options, timeoutMs: { read: 1_000, write: freezeMs - 300 } });
    const child = spawn(process.execPath, [script], {
      env: { ...process.env, OPTIONS },
      stdio: ["ignore", "pipe", "inherit"],
    });
    const printed = text(child.stdout);
    await Promise.all([server.received(2), door.knocked()]);
    child.kill("SIGSTOP");
    answer(answered, 200, { success: true, id: "m-answered" });
    door.open(); // the handshake goes on, and its end is what the process finds when it continues
    await pass(freezeMs);
    child.kill("SIGCONT");
    const [code] = (await once(child, "exit")) as [number];
    const [whole, swallowed, held, after] = JSON.parse(await printed) as string[];
    expect([code, whole, swallowed, after]).toEqual([0, "m-answered", "attempt_timeout unknown", "m-after"]);
    // A process that was stopped while it waited for I/O reads that first, and its timers come second: then the request has left.
    expect(held).toMatch(/^((attempt_timeout|connection_failed) not-sent|attempt_timeout unknown)$/);
    const arrived = server.requests.map(bodyOf).sort();
    if (held!.endsWith("not-sent")) expect(arrived).toEqual(["after", "answered", "swallowed"]);
    else expect(arrived.filter((body) => body !== "held")).toEqual(["after", "answered", "swallowed"]);
    expect(arrived.filter((body) => body === "held").length).toBeLessThanOrEqual(1);
    await door.close();
    await server.close();
  },
  90_000,
);
