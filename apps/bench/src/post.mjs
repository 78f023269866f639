import { Buffer } from "node:buffer";
import https from "node:https";

/** One POST by bare `node:https`: what the peers send with, and what an SDK is compared with. */
export function post(agent, port, path, body, headers = {}) {
  return new Promise((resolve, reject) => {
    const json = JSON.stringify(body);
    const request = https.request(
      {
        agent,
        host: "127.0.0.1",
        port,
        path,
        method: "POST",
        headers: { "content-type": "application/json", "content-length": Buffer.byteLength(json), ...headers },
      },
      (response) => {
        const chunks = [];
        response.on("data", (chunk) => chunks.push(chunk));
        response.on("end", () =>
          resolve({ httpStatus: response.statusCode, body: JSON.parse(Buffer.concat(chunks).toString()) }),
        );
        response.on("error", reject);
      },
    );
    request.on("error", reject);
    request.end(json);
  });
}
