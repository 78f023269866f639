import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { parseArgs } from "node:util";
import { startSandbox, type Sandbox } from "@sendo/sandbox";
import { APPS, startAppProcess, type AppName, type AppProcess } from "./app-process.js";
import { Changes } from "./changes.js";
import { playDeadWorker } from "./play-dead-worker.js";
import { playFullHouse } from "./play-full-house.js";
import { playOutbox } from "./play-outbox.js";
import { callOneMoreGuest, playParties } from "./play-parties.js";

/** Selected demo and its options. */
interface Wanted {
  readonly app: AppName | "outbox";
  readonly workers: number | undefined;
  readonly isOnce: boolean;
}

const wanted = readArguments(process.argv.slice(2));
if (wanted === undefined) {
  console.error(
    `usage: pnpm demo [${Object.keys(APPS).join("|")}|outbox] [--once], or pnpm demo express --workers 4 [--once]`,
  );
  process.exitCode = 2;
} else {
  try {
    const { app, workers, isOnce } = wanted;
    if (app === "outbox") await runOutbox(isOnce);
    else await (workers === undefined ? run(app, isOnce) : runWorkers(workers, isOnce));
    console.log("\nDone. The app and the sandbox have shut down.");
  } catch (error) {
    console.error(`The demo failed: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
}

function readArguments(args: string[]): Wanted | undefined {
  try {
    const options = { once: { type: "boolean" }, workers: { type: "string" } } as const;
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    const [app = "express", ...more] = positionals;
    const workers = values.workers === undefined ? undefined : Number(values.workers);
    const isRight =
      workers === undefined || (app === "express" && Number.isInteger(workers) && workers >= 1 && workers <= 16);
    if (!(app in APPS || app === "outbox") || more.length > 0 || !isRight) return undefined;
    return { app: app as Wanted["app"], workers, isOnce: values.once === true };
  } catch {
    return undefined;
  }
}

/** Runs several processes behind one port, which share a Redis. */
async function runWorkers(workers: number, isOnce: boolean): Promise<void> {
  const { useRedis } = await import("./use-redis.js"); // imported here, so that other demos need not build its dependencies
  await using redis = await useRedis();
  await using sandbox = await startSandbox();
  const changes = new Changes();
  const env = {
    ...envOf(sandbox),
    REDIS_URL: redis.url,
    WORKERS: String(workers),
    WAITLIST: `sendo-demo-${randomUUID()}`,
  };
  const running = await startAppProcess("express", env, (line) => changes.read(line));
  try {
    sandbox.webhooks.add(`${running.url}/webhooks/sendo`);
    console.log(
      `The waitlist on express, in ${workers} processes: ${running.url}, with the Sendo API at ${sandbox.url}`,
    );
    console.log(`The processes share a Redis: ${redis.origin}.\n`);
    const stage = { appUrl: running.url, sandbox, changes, print: console.log };
    const play = async (): Promise<void> => {
      for (const scene of [playFullHouse, playDeadWorker]) await scene(stage);
    };
    await Promise.race([play(), running.ended.then((why) => Promise.reject(new Error(why)))]);
    if (!isOnce) await stayUp(running, sandbox);
  } finally {
    await running.stop();
  }
}

/** Runs a durable outbox with two worker processes and bull-board. */
async function runOutbox(isOnce: boolean): Promise<void> {
  const { useRedis } = await import("./use-redis.js"); // imported here, so that other demos need not build its dependencies
  await using redis = await useRedis();
  await using sandbox = await startSandbox();
  const env = { ...sandbox.env, REDIS_URL: redis.url, OUTBOX: `sendo-demo-${randomUUID()}` };
  const running = await startAppProcess("outbox", env);
  try {
    console.log(`The outbox: ${running.url}, with the Sendo API at ${sandbox.url} and a Redis: ${redis.origin}\n`);
    await Promise.race([
      playOutbox(running.url, (line) => console.log(line)),
      running.ended.then((why) => Promise.reject(new Error(why))),
    ]);
    const sent = sandbox.messages().filter(({ direction }) => direction === "OUTBOUND");
    const most = Math.max(...sandbox.acceptedPerReference().values());
    console.log(`The sandbox accepted ${sent.length} messages, each of them ${most} time(s)`);
    if (isOnce) return;
    console.log(
      `\nYour turn. The board: ${running.url}/board\nThe phones:          ${sandbox.pageUrl}\n\nPress Ctrl-C to stop everything.`,
    );
    await untilTold(running.ended);
  } finally {
    await running.stop();
  }
}

async function run(app: AppName, isOnce: boolean): Promise<void> {
  await using sandbox = await startSandbox();
  const running = await startAppProcess(app, envOf(sandbox));
  try {
    sandbox.webhooks.add(`${running.url}/webhooks/sendo`);
    console.log(`The waitlist on ${app}: ${running.url}, with the Sendo API at ${sandbox.url}\n`);
    // An app that exits early is reported immediately, instead of as a step that timed out.
    await Promise.race([
      playParties(running.url, sandbox, (line) => console.log(line)),
      running.ended.then((why) => Promise.reject(new Error(why))),
    ]);
    if (!isOnce) await stayUp(running, sandbox);
  } finally {
    await running.stop();
  }
}

/** Returns the sandbox's variables, and the address of its phones for the app's page. */
function envOf(sandbox: Sandbox): Readonly<Record<string, string>> {
  return { ...sandbox.env, SANDBOX_PAGE_URL: `${sandbox.pageUrl}&to=/inbox` };
}

async function stayUp({ url, ended }: AppProcess, sandbox: Sandbox): Promise<void> {
  const guest = await callOneMoreGuest(url);
  console.log(`
Your turn. The waitlist:  ${url}
Joan's phone, which can reply 1 or 2:
  ${sandbox.pageUrl}&to=/inbox/${guest}

Press Ctrl-C to stop both.`);
  await untilTold(ended);
}

/** Waits for Ctrl-C. @throws Error if the app exits. */
async function untilTold(ended: Promise<string>): Promise<void> {
  const died = ended.then((why) => Promise.reject(new Error(why)));
  await Promise.race([once(process, "SIGINT"), once(process, "SIGTERM"), died]);
}
