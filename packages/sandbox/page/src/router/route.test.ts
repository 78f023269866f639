import { expect, test } from "vitest";
import { hrefOf, parseRoute, type Route } from "./route.js";

test.each<[string, Route]>([
  ["", { screen: "inbox", item: undefined, query: {} }],
  ["#/nowhere", { screen: "inbox", item: undefined, query: {} }],
  ["#/inbox/+12065550142?q=status%3Afailed", { screen: "inbox", item: "+12065550142", query: { q: "status:failed" } }],
  ["#/phones/+12065550142,+12065550143", { screen: "phones", item: "+12065550142,+12065550143", query: {} }],
  ["#/messages/%", { screen: "messages", item: "%", query: {} }],
  ["#/webhooks/", { screen: "webhooks", item: undefined, query: {} }],
])("reads %j", (hash, route) => {
  expect(parseRoute(hash)).toEqual(route);
});

test.each([
  ["inbox", "+12065550142", { q: "to:+1 & more? #1" }],
  ["phones", "+1,+2", {}],
  ["messages", "a/b?c", {}],
] as const)("comes back from an address as it went in: %s %s", (screen, item, query) => {
  expect(parseRoute(hrefOf(screen, item, query))).toEqual({ screen, item, query });
});

test("leaves out what is empty", () => {
  expect(hrefOf("inbox", undefined, { q: "" })).toBe("#/inbox");
});
