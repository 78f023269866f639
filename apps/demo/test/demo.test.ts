import { hasRedis } from "@sendo-internal/test-kit/redis";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const DEMO = fileURLToPath(new URL("../dist/demo.js", import.meta.url));
const UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";

/** Runs the built demo. `onOutput` may stop it. */
async function run(
  args: readonly string[],
  env: Record<string, string> = {},
  onOutput?: (all: string, end: () => void) => void,
) {
  const child = spawn(process.execPath, [DEMO, ...args], {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let out = "";
  let err = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    out += chunk;
    onOutput?.(out, () => child.kill("SIGINT"));
  });
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => (err += chunk));
  const [code] = (await once(child, "close")) as [number | null];
  return { code, out, err };
}

describe("pnpm demo", () => {
  it("plays its parties, and exits with 0 after --once", async () => {
    // The app gets the sandbox's key instead of a real key in the shell.
    const { code, out, err } = await run(["--once"], {
      SENDO_API_KEY: "live-c4n4ry",
      SENDO_BASE_URL: "https://127.0.0.1:1",
    });
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).not.toContain("c4n4ry");
    const ids = [...out.matchAll(new RegExp(`table ready: message (${UUID}) accepted`, "g"))].map(([, id]) => id);
    expect(new Set(ids).size).toBe(2);
    expect(out).toMatch(new RegExp(`phone +shows "Ada, your table is ready[^"]*" \\(${ids[0]}\\)`));
    expect(out).toMatch(
      /the message is (CREATED|QUEUED|SENT)\n[\s\S]*the message is DELIVERED\n[\s\S]*replies 1: party p1 is coming/,
    );
    expect(out).toMatch(/recipient\.optout[\s\S]*the message is FAILED 1310/);
    expect(out).toMatch(/shut down\.\n$/);
  });

  it("stays up without --once, prints the next steps, and exits on Ctrl-C", async () => {
    let shown: Promise<string> | undefined;
    let phones: string | undefined;
    const { code, err } = await run(["express"], {}, (all, end) => {
      const page = /The waitlist: +(\S+)/.exec(all)?.[1];
      phones = /^ +(http:\S+)&to=\/inbox\/\+12065550195$/m.exec(all)?.[1];
      if (page === undefined || !all.includes("Ctrl-C")) return;
      shown ??= fetch(page).then(async (answer) => {
        const html = await answer.text();
        end();
        return html;
      });
    });
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(phones).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#token=\S+$/);
    expect(await shown).toContain(`<a href="${phones}&amp;to=/inbox" `);
  });

  it("prints its usage for an unknown argument", async () => {
    const { code, err } = await run(["laravel", "--once"]);
    expect({ code, err }).toEqual({
      code: 2,
      err: expect.stringMatching(/^usage: pnpm demo \[express\|fastify\|nestjs\|outbox\]/) as string,
    });
  });

  it.each([
    ["fastify", "--workers", "4"],
    ["outbox", "--workers", "4"],
    ["--workers", "0"],
    ["--workers", "four"],
    ["--wokers", "4"],
  ])("rejects %j", async (...args) => {
    expect(await run(args)).toMatchObject({ code: 2, out: "" });
  });
});

describe("pnpm demo with a Redis", () => {
  it.runIf(hasRedis() || process.env.CI !== undefined)(
    "plays a full house through four processes: no 429, each message once, one effect for each event; and kills one of them",
    async () => {
      const { code, out, err } = await run(["express", "--workers", "4", "--once"]);
      const [, killed, message] = new RegExp(`(worker \\d) +is killed; its message is (${UUID})\n`).exec(out) ?? [];
      // On a busy machine, the store for the shared limit may be late once. The workers then log it and use their
      // shares.
      const complaints = err.split("\n").filter((line) => line !== "" && !line.includes("rate-limit"));
      expect({ code, complaints }).toEqual({
        code: 0,
        complaints: [`${killed} ended (SIGKILL); starting another worker`],
      });
      expect(out).toContain(`worker 5  starts instead, and finds message ${message} by its reference\n`);
      expect(out).toMatch(/phone +has 1 message\n/);
      for (const worker of [1, 2, 3, 4]) expect(out).toMatch(new RegExp(`worker ${worker} +\\d+ x `));
      expect(out).toContain("40 send requests for 80 presses (40 accepted, 40 rejected because another was first)");
      expect(out).toContain("40 messages accepted, each of them 1 time(s); 0 x 429");
      expect(out).toMatch(/(\d+) webhook deliveries of (\d+) events, with \2 effects in/);
    },
    60_000,
  );

  it.runIf(hasRedis() || process.env.CI !== undefined)(
    "outbox: each outcome of a message, on the board",
    async () => {
      const { code, out, err } = await run(["outbox", "--once"]);
      expect({ code, err }).toEqual({ code: 0, err: "" });
      expect(out).toMatch(new RegExp(`table-1007: accepted ${UUID}`));
      expect(out).toMatch(new RegExp(`response-lost: accepted ${UUID}`));
      expect(out).toContain("connection-reset: review connection_lost");
      expect(out).toContain("no-such-campaign: rejected bad_request");
      expect(out).toMatch(/the board of sendo-demo-\S+: 3 completed, 1 delayed, 1 failed/);
      expect(out).toMatch(/-review: 1 completed, 1 failed/);
      expect(out).toContain("accepted 2 messages, each of them 1 time(s)");
    },
    60_000,
  );

  it("says what to do without a Redis", async () => {
    const { code, err } = await run(["express", "--workers", "4", "--once"], { PATH: "/nonexistent", REDIS_URL: "" });
    expect(code).toBe(1);
    expect(err).toMatch(/Install redis-server .*REDIS_URL/);
  });
});
