import { spawn } from "node:child_process";
import { once } from "node:events";
import { request } from "node:http";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";

/** The OpenAPI document that the sandbox ships. */
export const DOCUMENT = createRequire(import.meta.url)
  .resolve("@sendo/sandbox/package.json")
  .replace("package.json", "dist/openapi.json");
const PRISM = fileURLToPath(new URL("../node_modules/.bin/prism", import.meta.url));

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

/** Prism in front of an API: `--errors` makes it report each request and response that is not as the document says. */
export async function startPrism(upstream, env = {}) {
  const port = await freePort();
  const child = spawn(PRISM, ["proxy", DOCUMENT, upstream, "--errors", "--port", String(port)], {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  await new Promise((resolve, reject) => {
    const look = (chunk) => {
      output = `${output}${chunk}`.slice(-10_000);
      if (/Prism is listening/.test(output)) resolve();
    };
    child.stdout.on("data", look);
    child.stderr.on("data", look);
    child.once("exit", () => reject(new Error(output)));
  });
  return { port, kill: () => child.kill() };
}

/** One request; its JSON body parsed. Prism's own rejections have the type of a problem: `isPrism`. */
export function exchange(port, method, path, headers, body) {
  return new Promise((resolve, reject) => {
    const outgoing = request({ host: "127.0.0.1", port, method, path, headers }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk) => (text += chunk));
      response.on("end", () => {
        const isPrism = response.headers["content-type"] === "application/problem+json";
        const json = /json/.test(response.headers["content-type"] ?? "");
        resolve({ status: response.statusCode, body: json ? JSON.parse(text) : text, isPrism });
      });
    });
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}
