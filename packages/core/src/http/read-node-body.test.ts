import { Readable } from "node:stream";
import { expect, test } from "vitest";
import { readNodeBody } from "./read-node-body.js";

test.each([[[]], [["Your table is ready"]], [["Your table", " is ready"]]])(
  "reads a body of the chunks %j",
  async (chunks) => {
    const body = await readNodeBody(Readable.from(chunks.map((chunk) => Buffer.from(chunk))), 100);
    expect(Buffer.from(body).toString()).toBe(chunks.join(""));
  },
);

test("does not swallow an error that follows the end", async () => {
  const stream = new Readable({ autoDestroy: false, read() {} });
  const reading = readNodeBody(stream, 100);
  stream.push("x");
  stream.push(null);
  await reading;
  expect(() => stream.emit("error", new Error("late"))).toThrow("late");
});
