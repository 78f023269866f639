import http from "node:http";
import type { Sandbox } from "../../src/index.js";
import type { Json } from "./json.js";

/** What the control API answered. */
export interface ControlResult {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly text: string;
  readonly body: Json;
}

/** One request to the control API, with its token. */
export function control(
  sandbox: Sandbox,
  method: string,
  path: string,
  { headers = {}, body }: { headers?: Record<string, string | undefined>; body?: unknown } = {},
): Promise<ControlResult> {
  const { port } = new URL(sandbox.controlUrl);
  const all = {
    "x-sandbox-token": sandbox.controlToken,
    ...(body !== undefined && { "content-type": "application/json" }),
    ...headers,
  };
  const given = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as Record<
    string,
    string
  >;
  return new Promise((resolve, reject) => {
    const request = http.request(
      { host: "127.0.0.1", port, method, path: `/_sandbox/v1${path}`, headers: given, agent: false },
      (response) => {
        let text = "";
        response.setEncoding("utf8");
        response.on("data", (chunk: string) => (text += chunk));
        response.on("end", () =>
          resolve({
            status: response.statusCode!,
            headers: response.headers,
            text,
            body: /json/.test(response.headers["content-type"] ?? "") ? JSON.parse(text) : undefined,
          }),
        );
      },
    );
    request.on("error", reject);
    request.end(typeof body === "string" ? body : body === undefined ? undefined : JSON.stringify(body));
  });
}
