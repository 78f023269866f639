import { waitForParty } from "@sendo-apps/waitlist";
import { post } from "./post.js";
import type { Stage } from "./stage.js";

const PHONE = "+12065550188";

/**
 * Kills a process at the worst moment: the API has accepted its message, but has not responded yet. Another process
 * starts and has to look for the message.
 *
 * @throws Error that names the step that failed.
 */
export async function playDeadWorker({ appUrl, sandbox, changes, print, withinMs = 60_000 }: Stage): Promise<void> {
  print("\nA process is killed after the API accepted its message and before it responded.");
  sandbox.faults.add({ effect: "delay", delay: "5m", number: PHONE, times: 1 });
  const { party } = await post(appUrl, "/api/parties", { name: "Kay", size: 2, phone: PHONE });
  const isCall = ({ step }: { step: string }): boolean => step === "startCall";
  const calls = changes.list().filter(isCall).length;
  const press = post(appUrl, `/api/parties/${party.id}/ready`, {}).catch(() => undefined); // no response comes
  await changes.seen(isCall, calls + 1, withinMs);
  const caller = changes.list().findLast(isCall)!;
  const { message } = await sandbox.phone(PHONE).waitFor(/table is ready/, { timeoutMs: withinMs });
  process.kill(caller.pid, "SIGKILL");
  await press;
  print(`  ${caller.worker.padEnd(10)}is killed; its message is ${message.id}`);

  const isTakeOver = ({ step }: { step: string }): boolean => step === "takeOver";
  await changes.seen(isTakeOver, 1, withinMs);
  const { message: found } = await waitForParty(
    appUrl,
    party.id,
    "the message of the killed process is found",
    (view) => view.message !== undefined && view.message.status !== "SENDING",
    { withinMs },
  );
  const successor = changes.list().find(isTakeOver)!;
  print(`  ${successor.worker.padEnd(10)}starts instead, and finds message ${found?.messageId} by its reference`);
  const sent = sandbox.messages().filter(({ to }) => to === PHONE).length;
  print(`  ${"phone".padEnd(10)}has ${sent} message`);
  if (found?.messageId !== message.id || sent !== 1)
    throw new Error("the message of the killed process was not found, or was sent twice");
}
