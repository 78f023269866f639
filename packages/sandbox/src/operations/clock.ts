import { clockView, type SandboxClock } from "../time/clock.js";
import { duration, number } from "./fields.js";
import { operation, type OperationCall } from "./operation.js";
import { table } from "./table.js";

// An operation that advances the clock waits until all actions that become due have finished. If an app responds
// slowly, this can take minutes.
const moving = { timeoutMs: () => 600_000, print: clockLines };

export const clock = {
  show: operation("clock.show", "GET /clock", {
    help: "show the time and the pending actions",
    run: after(() => {}),
    print: clockLines,
  }),
  advance: operation("clock.advance", "POST /clock/advance", {
    help: "advance the clock, for example by 20m, and wait until all actions that are now due have finished",
    input: { by: duration("<duration>") },
    run: after((time, { by }) => time.advance(by)),
    ...moving,
  }),
  next: operation("clock.next", "POST /clock/next", {
    help: "advance the clock to the next pending action, and wait until all actions due at that time have finished",
    run: after((time) => time.next()),
    ...moving,
  }),
  freeze: operation("clock.freeze", "POST /clock/freeze", {
    help: "freeze the clock",
    run: after((time) => time.freeze()),
    print: clockLines,
  }),
  unfreeze: operation("clock.unfreeze", "POST /clock/unfreeze", {
    help: "unfreeze the clock",
    run: after((time) => time.unfreeze()),
    print: clockLines,
  }),
  speed: operation("clock.speed", "POST /clock/speed", {
    help: "set the clock's speed: 1 is real time; at 60, the clock advances one minute per second",
    input: { speed: number("<factor>") },
    run: after((time, { speed }) => time.setSpeed(speed)),
    print: clockLines,
  }),
  settle: operation("clock.settle", "POST /clock/settle", {
    help: "wait until all due actions have finished and every in-flight delivery has received a response",
    timeoutMs: moving.timeoutMs,
    async run({ clock: time }) {
      await time.settle();
      return { now: new Date(time.epochMs()).toISOString() };
    },
  }),
};

/** Returns an operation that changes the clock and then shows the new time. */
function after<Input>(move: (time: SandboxClock, input: Input) => unknown) {
  return async ({ clock: time }: OperationCall, input: Input) => {
    await move(time, input);
    return { ...clockView(time), pending: time.pending() };
  };
}

function clockLines({ mode, now, frozen, speed, pending }: Awaited<ReturnType<ReturnType<typeof after>>>): string {
  const state = [mode, frozen && "frozen", speed !== 1 && `${speed} times as fast`];
  const rows = pending.map(({ dueAt, what }) => [dueAt, what]);
  return `${now}  ${state.filter(Boolean).join(", ")}${rows.length > 0 ? `\n${table(rows, "")}` : ""}`;
}
