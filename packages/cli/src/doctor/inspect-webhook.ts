import { lookup } from "node:dns/promises";
import { get } from "node:https";
import { codeOf } from "../errors/cli-error.js";
import { checksOf, isLoopback, type Check } from "./check.js";

const PROBE_MS = 5_000;
const PRIVATE = /^(?:10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|169\.254\.|127\.|0\.|::1$|f[cd][\da-f]{2}:|fe80:)/i;

/**
 * Checks a webhook's URL with a GET request. The request delivers no event and contains no token. Even if the URL
 * responds to this computer, Sendo might be unable to reach it.
 *
 * @param isLocal - Whether the API is a sandbox. A sandbox can deliver events to loopback addresses.
 */
export async function inspectWebhook(id: string, address: string, isLocal: boolean): Promise<Check> {
  const { ok, warn, fail } = checksOf("webhooks");
  if (!URL.canParse(address)) return fail(`Webhook ${id} has no valid URL.`, "Change it with `sendo webhooks update`.");
  const url = new URL(address);
  if (!isLocal) {
    const found = await addressesOf(url.hostname);
    if (found.length === 0)
      return fail(`The host in webhook ${id}'s URL was not found.`, "Check the URL and the host's DNS records.");
    if (isLoopback(url.hostname) || found.every((each) => PRIVATE.test(each)))
      return fail(
        `Sendo cannot reach webhook ${id}, because its address is private.`,
        "Change it to a public https URL, or use `sendo listen` during development.",
      );
    if (url.protocol !== "https:")
      return warn(`Webhook ${id} uses http, so others on the network can read its token and messages.`, "Use https.");
  }
  try {
    const status = await probe(url);
    if (status === 404) return warn(`Webhook ${id} returned 404.`, "Check the path in the webhook's URL.");
    if (status >= 500) return warn(`Webhook ${id} returned ${status}.`, "Check the app's log.");
    const found = status === 405 ? ", which this library's receivers return for a GET request" : "";
    return ok(`Webhook ${id} responded to this computer with ${status}${found}.`);
  } catch (error) {
    const advice = isLocal ? "Start the app." : "Start the app, and check its certificate and firewall.";
    return warn(`Webhook ${id} did not respond to this computer (${codeOf(error)}).`, advice);
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
