import { expect, test } from "vitest";
import { createChanges } from "../engine/changes.js";
import { createProblemLog } from "./problem-log.js";

test("keeps the latest thousand, each different one once, and the first time it happened", () => {
  const log = createProblemLog(createChanges());
  for (let index = 0; index < 1010; index += 1) {
    log.add({ code: "unknown_field", tenant: "default", at: `first ${index}`, message: `field ${index}` });
  }
  log.add({ code: "unknown_field", tenant: "default", at: "later", message: "field 1009" });
  expect(log.toArray()).toHaveLength(1000);
  expect(log.toArray()[0]!.message).toBe("field 10");
  expect(log.toArray().at(-1)).toMatchObject({ message: "field 1009", at: "first 1009", count: 2 });
});

test("tells of each, and of each time that it comes again", () => {
  const changes = createChanges();
  const told: unknown[] = [];
  changes.subscribe(({ kind, tenant, data }) => told.push([kind, tenant, data]));
  const log = createProblemLog(changes);
  const problem = { code: "wrong_key", tenant: undefined, at: "then", message: "a key from another run" } as const;
  log.add(problem);
  log.add({ ...problem, at: "later" });
  expect(told).toEqual([
    ["problem", undefined, { ...problem, count: 1 }],
    ["problem", undefined, { ...problem, count: 2 }],
  ]);
});
