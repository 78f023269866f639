import { request } from "node:http";
import type { PartyView } from "@sendo-apps/waitlist";

/** Posts over a new connection, so that any of the processes may receive the request. */
export function post(
  appUrl: string,
  path: string,
  value: unknown,
): Promise<{ httpStatus: number | undefined; party: PartyView }> {
  return new Promise((resolve, reject) => {
    const sent = request(appUrl + path, {
      method: "POST",
      agent: false,
      headers: { "content-type": "application/json" },
      timeout: 30_000,
    });
    sent.on("timeout", () => sent.destroy(new Error(`POST ${path} got no response within 30 s`)));
    sent.on("error", reject);
    sent.on("response", (response) => {
      let json = "";
      response.setEncoding("utf8").on("data", (chunk: string) => (json += chunk));
      response.on("error", reject);
      response.on("end", () => resolve({ httpStatus: response.statusCode, party: JSON.parse(json) as PartyView }));
    });
    sent.end(JSON.stringify(value));
  });
}
