import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** The demo apps, by the name that `pnpm demo` takes. */
export const APPS = {
  express: "@sendo-apps/demo-express/server",
  fastify: "@sendo-apps/demo-fastify/server",
  nestjs: "@sendo-apps/demo-nestjs/server",
} as const;

/** Several processes of one app, on the Redis of REDIS_URL. */
const WORKERS = "@sendo-apps/demo-express/workers";

/** The outbox, its workers and its board, on the Redis of REDIS_URL. */
const OUTBOX = "@sendo-apps/demo-outbox/server";

/** The name of a demo app. */
export type AppName = keyof typeof APPS;

/** A demo app in a process of its own, as it would run in production. */
export interface AppProcess {
  /** Such as `http://127.0.0.1:40123`. */
  readonly url: string;
  /** Resolves with a description when the process ends, whoever ended it. */
  readonly ended: Promise<string>;
  /** Asks it to shut down. Rejects when it does not leave in time, or not with 0. */
  stop(): Promise<void>;
}

const START_MS = 15_000;
const STOP_MS = 15_000;

/**
 * Starts a built app on a free port.
 *
 * @param env - Its environment. With `WORKERS` the Express app starts as many processes.
 * @param onLine - Told what it prints after its address.
 * @throws Error when it is not installed, ends at once, or does not say its address in time.
 */
export async function startAppProcess(
  name: AppName | "outbox",
  env: Readonly<Record<string, string>>,
  onLine: (line: string) => void = () => {},
): Promise<AppProcess> {
  const child = spawn(process.execPath, [resolveApp(name, entryOf(name, env.WORKERS !== undefined))], {
    // Nothing of this shell: an app that was left with a real key in the environment must not find it.
    env: { PATH: process.env.PATH, NODE_ENV: "production", PORT: "0", ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "exit").then(([code, signal]) => `the ${name} app ended (${String(signal ?? code)})`);
  const started = new AbortController();
  const lines = createInterface({ input: child.stdout });
  const url = await Promise.race([
    once(lines, "line").then(([line]) => line as string),
    ended.then((why) => Promise.reject(new Error(why))),
    lateness(`the ${name} app did not say its address`, START_MS, started.signal),
  ]).finally(() => started.abort());
  lines.on("line", onLine);
  return {
    url,
    ended,
    async stop() {
      const stopped = new AbortController();
      child.kill("SIGTERM");
      try {
        await Promise.race([ended, lateness(`the ${name} app did not shut down`, STOP_MS, stopped.signal)]);
      } finally {
        stopped.abort();
        child.kill("SIGKILL");
      }
      if (child.exitCode !== 0) throw new Error(await ended);
    },
  };
}

function entryOf(name: AppName | "outbox", hasWorkers: boolean): string {
  if (name === "outbox") return OUTBOX;
  return hasWorkers ? WORKERS : APPS[name];
}

function resolveApp(name: string, entry: string): string {
  try {
    return fileURLToPath(import.meta.resolve(entry));
  } catch {
    throw new Error(`the ${name} demo is not installed here`);
  }
}

function lateness(what: string, withinMs: number, signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const timer = setTimeout(() => reject(new Error(`${what} within ${withinMs} ms`)), withinMs);
    signal.addEventListener("abort", () => clearTimeout(timer));
  });
}
