import { appendFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { Journal } from "./journal.js";

test("a torn last line loses neither the entries before it nor the entries after it", () => {
  const folder = mkdtempSync(join(tmpdir(), "sendo-journal-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "people.sent.csv.journal");
  const write = (row: number): void => {
    const journal = new Journal(path);
    journal.note({ row, digest: "d", reference: `r${row}`, state: "started" });
    journal.close();
  };
  write(1);
  appendFileSync(path, '{"row":1,"digest":"d","refer'); // as a crash leaves it
  write(2);
  expect([...Journal.read(path).values()].map(({ reference }) => reference)).toEqual(["r1", "r2"]);
});
