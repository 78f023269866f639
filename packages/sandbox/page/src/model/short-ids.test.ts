import { expect, test } from "vitest";
import { shortIds } from "./short-ids.js";

test("shortens ids and nothing else", () => {
  expect(shortIds("retry 1 of event f4306c93-dcee-40cd-a011-bc87d6d1fdf5 to 491f48f5-a72d")).toBe(
    "retry 1 of event f4306c93 to 491f48f5-a72d",
  );
});
