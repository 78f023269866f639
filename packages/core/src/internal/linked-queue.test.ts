import { expect, test } from "vitest";
import fc from "fast-check";
import { LinkedQueue, type QueueNode } from "./linked-queue.js";

test("behaves like an array in which anybody may leave", () => {
  const step = fc.oneof(
    fc.record({ do: fc.constant("join" as const), inFront: fc.boolean() }),
    fc.record({ do: fc.constant("shift" as const) }),
    fc.record({ do: fc.constant("leave" as const), which: fc.nat() }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const line = new LinkedQueue<number>();
      const places = new Map<number, QueueNode<number>>();
      const model: number[] = [];
      let next = 0;
      for (const action of steps) {
        if (action.do === "join") {
          places.set(next, line.push(next, action.inFront));
          if (action.inFront) model.unshift(next);
          else model.push(next);
          next += 1;
        } else if (action.do === "shift") expect(line.shift()).toBe(model.shift());
        else if (next > 0) {
          const who = action.which % next; // also those that have left long ago
          line.remove(places.get(who)!);
          if (model.includes(who)) model.splice(model.indexOf(who), 1);
        }
        expect(line.length).toBe(model.length);
        expect(line.first).toBe(model[0]);
      }
    }),
  );
});
