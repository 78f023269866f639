import { waitForParty } from "@sendo-apps/waitlist";
import { post } from "./post.js";
import type { Stage } from "./stage.js";

const PHONE = "+12065550188";

/**
 * Kills a process at the worst moment there is: the API has taken its text and has not said so yet. Another takes its place and
 * has to find out.
 *
 * @throws Error naming what did not happen in time, or what should not have happened.
 */
export async function playDeadWorker({ appUrl, sandbox, changes, print, withinMs = 60_000 }: Stage): Promise<void> {
  print("\nA process is killed: the API has taken its text, and has not said so yet.");
  sandbox.faults.add({ effect: "delay", delay: "5m", number: PHONE, times: 1 });
  const { party } = await post(appUrl, "/api/parties", { name: "Kay", size: 2, phone: PHONE });
  const isCall = ({ step }: { step: string }): boolean => step === "startCall";
  const calls = changes.list().filter(isCall).length;
  const press = post(appUrl, `/api/parties/${party.id}/ready`, {}).catch(() => undefined); // nobody will answer
  await changes.seen(isCall, calls + 1, withinMs);
  const caller = changes.list().findLast(isCall)!;
  const { message } = await sandbox.phone(PHONE).waitFor(/table is ready/, { timeoutMs: withinMs });
  process.kill(caller.pid, "SIGKILL");
  await press;
  print(`  ${caller.worker.padEnd(10)}is killed; its text is ${message.id}`);

  const isTakeOver = ({ step }: { step: string }): boolean => step === "takeOver";
  await changes.seen(isTakeOver, 1, withinMs);
  const { text } = await waitForParty(
    appUrl,
    party.id,
    "the text of the dead process is found",
    (view) => view.text !== undefined && view.text.status !== "SENDING",
    { withinMs },
  );
  const successor = changes.list().find(isTakeOver)!;
  print(`  ${successor.worker.padEnd(10)}takes its place, and finds text ${text?.messageId} by its reference`);
  const sent = sandbox.messages().filter(({ to }) => to === PHONE).length;
  print(`  ${"phone".padEnd(10)}has ${sent} text`);
  if (text?.messageId !== message.id || sent !== 1)
    throw new Error("the text of the dead process was not found, or not alone");
}
