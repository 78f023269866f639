import { lookup } from "node:dns/promises";
import { get } from "node:https";
import { codeOf } from "../errors/cli-error.js";
import { checksOf, isLoopback, type Check } from "./check.js";

const PROBE_MS = 5_000;
const PRIVATE = /^(?:10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|169\.254\.|127\.|0\.|::1$|f[cd][\da-f]{2}:|fe80:)/i;

/**
 * Checks a webhook's address with a GET, which delivers nothing and carries no token. That this computer reaches it does not prove
 * that Sendo does.
 *
 * @param isLocal - Whether the API is a sandbox, which reaches loopback addresses.
 */
export async function inspectWebhook(id: string, address: string, isLocal: boolean): Promise<Check> {
  const { ok, warn, fail } = checksOf("webhooks");
  if (!URL.canParse(address))
    return fail(`Webhook ${id} has no usable address.`, "Change it with `sendo webhooks update`.");
  const url = new URL(address);
  if (!isLocal) {
    const found = await addressesOf(url.hostname);
    if (found.length === 0)
      return fail(`The host of webhook ${id} was not found.`, "Check the address, and the host's DNS records.");
    if (isLoopback(url.hostname) || found.every((each) => PRIVATE.test(each)))
      return fail(
        `Sendo cannot reach webhook ${id}: its address is private.`,
        "Give it a public https address, or use `sendo listen` while you develop.",
      );
    if (url.protocol !== "https:")
      return warn(`Webhook ${id} uses http, so its token and messages are readable on the way.`, "Use https.");
  }
  try {
    const status = await probe(url);
    if (status === 404) return warn(`Webhook ${id} returned 404.`, "Check the path of its address.");
    if (status >= 500) return warn(`Webhook ${id} returned ${status}.`, "Look into the app's log.");
    const found = status === 405 ? ", as a receiver of this library does for a GET" : "";
    return ok(`Webhook ${id} was reached from here and returned ${status}${found}.`);
  } catch (error) {
    const advice = isLocal ? "Start the app." : "Start the app, and check its certificate and firewall.";
    return warn(`Webhook ${id} was not reached from here (${codeOf(error)}).`, advice);
  }
}

async function addressesOf(host: string): Promise<readonly string[]> {
  try {
    return (await lookup(host.replace(/^\[|\]$/g, ""), { all: true })).map(({ address }) => address);
  } catch {
    return [];
  }
}

function probe(url: URL): Promise<number> {
  const request = url.protocol === "https:" ? get : process.getBuiltinModule("node:http").get;
  return new Promise((resolve, reject) => {
    const sent = request(url, { agent: false, timeout: PROBE_MS }, (response) => {
      resolve(response.statusCode ?? 0);
      sent.destroy();
    });
    sent.on("error", reject);
    sent.on("timeout", () => sent.destroy(Object.assign(new Error("too slow"), { code: "ETIMEDOUT" })));
  });
}
