import { clockView, type SandboxClock } from "../time/clock.js";
import { duration, number } from "./fields.js";
import { operation, type OperationCall } from "./operation.js";
import { table } from "./table.js";

// What falls due on the way is done and answered first, which takes real time where apps are slow.
const moving = { timeoutMs: () => 600_000, print: clockLines };

/** The sandbox's time. */
export const clock = {
  show: operation("clock.show", "GET /clock", {
    help: "show the time, and what is due when",
    run: after(() => {}),
    print: clockLines,
  }),
  advance: operation("clock.advance", "POST /clock/advance", {
    help: "advance the clock, such as by 20m, and wait until all that fell due is done",
    input: { by: duration("<duration>") },
    run: after((time, { by }) => time.advance(by)),
    ...moving,
  }),
  next: operation("clock.next", "POST /clock/next", {
    help: "advance to the next thing that is due, and do it",
    run: after((time) => time.next()),
    ...moving,
  }),
  freeze: operation("clock.freeze", "POST /clock/freeze", {
    help: "freeze the clock",
    run: after((time) => time.freeze()),
    print: clockLines,
  }),
  unfreeze: operation("clock.unfreeze", "POST /clock/unfreeze", {
    help: "let the clock run again",
    run: after((time) => time.unfreeze()),
    print: clockLines,
  }),
  speed: operation("clock.speed", "POST /clock/speed", {
    help: "let the clock run faster, such as 60 for a minute in a second; 1 is real time",
    input: { speed: number("<factor>") },
    run: after((time, { speed }) => time.setSpeed(speed)),
    print: clockLines,
  }),
  settle: operation("clock.settle", "POST /clock/settle", {
    help: "wait until everything due is done and every event in flight is answered",
    timeoutMs: moving.timeoutMs,
    async run({ clock: time }) {
      await time.settle();
      return { now: new Date(time.epochMs()).toISOString() };
    },
  }),
};

/** Shows the clock after something was done to it. */
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
