import { once } from "node:events";
import { startSandbox } from "@sendo/sandbox";
import { APPS, startAppProcess, type AppName } from "./app-process.js";
import { playParties } from "./play-parties.js";

const args = process.argv.slice(2);
const isOnce = args.includes("--once");
const [name = "express", ...more] = args.filter((arg) => arg !== "--once");

if (!(name in APPS) || more.length > 0) {
  console.error(`usage: pnpm demo [${Object.keys(APPS).join("|")}] [--once]`);
  process.exitCode = 2;
} else {
  try {
    await run(name as AppName);
    console.log("\nDone: the app and the sandbox have shut down.");
  } catch (error) {
    console.error(`The demo failed: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
}

async function run(app: AppName): Promise<void> {
  await using sandbox = await startSandbox();
  const running = await startAppProcess(app, sandbox.env);
  try {
    sandbox.webhooks.add(`${running.url}/webhooks/sendo`);
    console.log(`The waitlist on ${app}: ${running.url} with the Sendo API at ${sandbox.url}\n`);
    // An app that dies in the middle is named at once, not as a step that did not happen.
    await Promise.race([
      playParties(running.url, sandbox, (line) => console.log(line)),
      running.ended.then((why) => Promise.reject(new Error(why))),
    ]);
    if (!isOnce) await stayUp(running.url, sandbox.adminUrl, sandbox.adminToken, running.ended);
  } finally {
    await running.stop();
  }
}

async function stayUp(page: string, adminUrl: string, adminToken: string, ended: Promise<string>): Promise<void> {
  console.log(`
Your turn. The page:  ${page}
The guests' phones, from another terminal:

  export SENDO_SANDBOX_CONTROL_URL=${adminUrl}
  export SENDO_SANDBOX_CONTROL_TOKEN=${adminToken}
  npx @sendo/sandbox text +12065550142 2

Ctrl-C ends both.`);
  const died = ended.then((why) => Promise.reject(new Error(why)));
  await Promise.race([once(process, "SIGINT"), once(process, "SIGTERM"), died]);
}
