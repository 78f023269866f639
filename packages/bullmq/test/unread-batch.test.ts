import { once } from "node:events";
import { expect, test } from "vitest";
import { setUpLab, MESSAGE } from "./support/lab.js";

const lab = setUpLab();

test("`outbox.enqueueMany(rows)` without iteration logs a warning with a remedy before the process ends", async () => {
  const outbox = lab.outbox();
  outbox.enqueueMany([{ ...MESSAGE, idempotencyKey: "unread" }]);
  const warned = once(process, "warning");
  process.emit("beforeExit", 0);
  const [warning] = (await warned) as [Error & { code: string }];
  expect(warning.code).toBe("SENDO_BATCH_NOT_ITERATED");
  expect(warning.message).toContain("Write `for await (const result of outbox.enqueueMany(rows))");
  expect(await outbox.find("unread")).toBeUndefined();
});
