import { expect, test } from "vitest";
import { unsupportedRuntime, type RuntimeGlobals } from "./runtime.js";

const NODE = { node: "20.20.2", uv: "1.46.0" };
const BROWSER = { window: {}, document: {}, EdgeRuntime: "edge-runtime" };

test.each<[string, object, RegExp]>([
  [
    "workerd",
    { process: { versions: { node: "22.23.4", uv: "" } }, navigator: { userAgent: "Cloudflare-Workers" } },
    /workerd.*whether a request has been sent.*`transport`/,
  ],
  ["workerd without Node's globals", { navigator: { userAgent: "Cloudflare-Workers" } }, /workerd/],
  [
    "Deno",
    { process: { versions: { ...NODE, deno: "2.9.6" } }, Deno: { version: { deno: "2.9.6" } } },
    /Deno 2\.9\.6.*resends a POST request/,
  ],
  ["Bun before 1.4", { process: { versions: { ...NODE, bun: "1.3.14" } } }, /Bun 1\.3\.14.*`proxy`/],
  ["Node 18", { process: { versions: { node: "18.20.8", uv: "1" } } }, /Node 18\.20\.8: this version is too old/],
  ["Node 20.18", { process: { versions: { node: "20.18.3", uv: "1" } } }, /Node 20\.18\.3/],
  ["Node 21", { process: { versions: { node: "21.7.3", uv: "1" } } }, /Node 21\.7\.3/],
  ["Node 22.11", { process: { versions: { node: "22.11.0", uv: "1" } } }, /Node 22\.11\.0/],
])("%s is rejected by name, with the reason and the remedy", (_, globals, expected) => {
  expect(unsupportedRuntime(globals as RuntimeGlobals)).toMatch(expected);
  expect(unsupportedRuntime(globals as RuntimeGlobals)).toMatch(/pass your own `transport` to `new Sendo\(\)`\.$/);
});

test.each<[string, object]>([
  ["Node 20.19", { process: { versions: { node: "20.19.0", uv: "1" } } }],
  ["Node 22.12", { process: { versions: { node: "22.12.0", uv: "1" } } }],
  ["Node 26", { process: { versions: { node: "26.10.0", uv: "1" } } }],
  ["Bun 1.4", { process: { versions: { ...NODE, bun: "1.4.0" } } }],
  ["Bun 2", { process: { versions: { ...NODE, bun: "2.0.0" } } }],
  ["jsdom", { process: { versions: NODE }, ...BROWSER, navigator: { userAgent: "Mozilla/5.0 jsdom/26.1.0" } }],
  ["the renderer of Electron", { process: { versions: { ...NODE, electron: "40.0.0", chrome: "144.0" } }, ...BROWSER }],
  [
    "a test on Node that plays Workers",
    { process: { versions: NODE }, navigator: { userAgent: "Cloudflare-Workers" } },
  ],
  ["a shim of Deno on Node", { process: { versions: NODE }, Deno: { version: { deno: "1.0.0" } } }],
  ["an engine that nobody has heard of", {}],
])("%s is not rejected", (_, globals) => {
  expect(unsupportedRuntime(globals as RuntimeGlobals)).toBeUndefined();
});
