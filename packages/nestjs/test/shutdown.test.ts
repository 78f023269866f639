import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, it, onTestFinished } from "vitest";

const FIXTURE = fileURLToPath(new URL("./fixtures/shutdown-app.mjs", import.meta.url));

/** Sends SIGTERM while a request is in its database call, after which it sends a message. */
async function endedWhileInDatabase(...args: string[]): Promise<{ status: number | "cut off"; signal: unknown }> {
  const child = fork(FIXTURE, args);
  onTestFinished(() => void child.kill("SIGKILL"));
  const [{ url }] = (await once(child, "message")) as [{ url: string }];
  const answer = fetch(`${url}/ready`, { method: "POST" }).then(
    ({ status }) => status,
    () => "cut off" as const,
  );
  await once(child, "message");
  const exited = once(child, "exit");
  child.kill("SIGTERM");
  const [, signal] = (await exited) as [unknown, unknown];
  return { status: await answer, signal };
}

it("the README's shutdown loses no request: one that is in its database call can still send", async () => {
  expect(await endedWhileInDatabase()).toEqual({ status: 201, signal: "SIGTERM" });
});

it("without enableShutdownHooks() it is cut off, as the README says", async () => {
  expect(await endedWhileInDatabase("no-hooks")).toEqual({ status: "cut off", signal: "SIGTERM" });
});
