import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** Demo apps by the name that `pnpm demo` accepts. */
export const APPS = {
  express: "@sendo-apps/demo-express/server",
  fastify: "@sendo-apps/demo-fastify/server",
  nestjs: "@sendo-apps/demo-nestjs/server",
} as const;

/** The Express app in several processes, which share the Redis of REDIS_URL. */
const WORKERS = "@sendo-apps/demo-express/workers";

/** The outbox with its workers and its board, on the Redis of REDIS_URL. */
const OUTBOX = "@sendo-apps/demo-outbox/server";

export type AppName = keyof typeof APPS;

/** A demo app in a separate process, as in production. */
export interface AppProcess {
  /** Base URL, such as `http://127.0.0.1:40123`. */
  readonly url: string;
  /** Resolves with a description when the process ends. */
  readonly ended: Promise<string>;
  /** Shuts the app down. Rejects if it does not exit with 0 in time. */
  stop(): Promise<void>;
}

const START_MS = 15_000;
const STOP_MS = 15_000;

/**
 * Starts a built app on a free port.
 *
 * @param env - Environment of the app. `WORKERS` sets the number of processes of the Express app.
 * @param onLine - Called for each line that the app prints after its address.
 * @throws Error if the app is not installed, exits, or does not print its address in time.
 */
export async function startAppProcess(
  name: AppName | "outbox",
  env: Readonly<Record<string, string>>,
  onLine: (line: string) => void = () => {},
): Promise<AppProcess> {
  const child = spawn(process.execPath, [resolveApp(name, entryOf(name, env.WORKERS !== undefined))], {
    // The app does not inherit this shell's environment, so that it cannot use a real key.
    env: { PATH: process.env.PATH, NODE_ENV: "production", PORT: "0", ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "exit").then(([code, signal]) => `the ${name} app ended (${String(signal ?? code)})`);
  const started = new AbortController();
  const lines = createInterface({ input: child.stdout });
  const url = await Promise.race([
    once(lines, "line").then(([line]) => line as string),
    ended.then((why) => Promise.reject(new Error(why))),
    lateness(`the ${name} app did not print its address`, START_MS, started.signal),
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
