import { expect, test } from "vitest";
import { splitForeignOptions } from "./split-foreign-options.js";

test.each([["apiKey", "apikey", "api_key", "API-KEY", "timeout", "camapign", "loger", "reference", "on", "namespace"]])(
  "a name of ours, or one that resembles it, stays with the options: %s",
  (...names) => {
    const options = Object.fromEntries(names.map((name) => [name, 1]));
    const split = splitForeignOptions("client", options, ["namespace"]);
    expect(split.foreign).toEqual(["on"]); // of a receiver
    expect(Object.keys(split.options)).toEqual(names.filter((name) => name !== "on"));
  },
);

test("what is meant for other plugins is taken out and named", () => {
  const given = { tokens: "t", on: {}, db: {}, mailer: 7, appName: "x", up: 1 };
  expect(splitForeignOptions("receiver", given, ["path"])).toEqual({
    options: { tokens: "t", on: {} },
    foreign: ["db", "mailer", "appName", "up"],
  });
  expect(splitForeignOptions("gate", { keys: [], kees: [], db: {} })).toEqual({
    options: { keys: [], kees: [] },
    foreign: ["db"],
  });
  const untouched = { tokens: "t" };
  expect(splitForeignOptions("receiver", untouched).options).toBe(untouched);
});
