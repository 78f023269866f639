import { expect, test } from "vitest";
import { createRouter } from "./create-router.js";

const routes = [
  { method: "GET", path: "/v1/thing/{id}" },
  { method: "GET", path: "/v1/thing/list" },
  { method: "POST", path: "/v1/thing/{id}/parts" },
  { method: "GET", path: "/v1/thing/{id}/parts" },
];
const route = createRouter(routes);

test.each<[string, string, string | undefined, string?]>([
  ["GET", "/v1/thing/list", "/v1/thing/list", ""],
  ["GET", "/v1/thing/abc", "/v1/thing/{id}", "abc"],
  ["GET", "/v1/thing/a%2Fb", "/v1/thing/{id}", "a/b"],
  ["GET", "/v1/thing/%zz", "/v1/thing/{id}", "%zz"],
  ["POST", "/v1/thing/abc/parts", "/v1/thing/{id}/parts", "abc"],
  ["GET", "/v1/thing/", undefined],
  ["GET", "/v1/thing//parts", undefined],
  ["GET", "/v1/thing", undefined],
  ["GET", "/v1/thing/abc/parts/more", undefined],
  ["get", "/v1/thing/abc", undefined],
])("%s %s", (method, pathname, path, id) => {
  const match = route(method, pathname);
  expect(match.route?.path).toBe(path);
  if (match.route !== undefined) expect(match.id).toBe(id);
});

test("a path with other methods names them", () => {
  expect(route("PUT", "/v1/thing/abc/parts")).toEqual({ route: undefined, allowed: ["POST", "GET"] });
  expect(route("PUT", "/v1/nothing")).toEqual({ route: undefined, allowed: [] });
});
