import { checkExchange } from "./contract.js";
import type { Json } from "./json.js";
import { recordExchange } from "./record-exchange.js";
import https from "node:https";
import type { IncomingHttpHeaders } from "node:http";
import type { Tenant } from "../../src/index.js";

export interface ApiAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly body: Json;
}

export interface RawRequest {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/** One request over HTTPS that is checked against the sandbox's certificate authority, on a connection of its own. */
export function raw(
  tenant: Pick<Tenant, "clientOptions">,
  { method = "GET", path, headers = {}, body }: RawRequest,
): Promise<ApiAnswer> {
  const { baseUrl, ca } = tenant.clientOptions;
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(baseUrl);
    const request = https.request(
      { hostname, port, path, method, ca, headers, agent: false, rejectUnauthorized: true },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () => {
          const text = Buffer.concat(chunks).toString();
          const json = /json/.test(response.headers["content-type"] ?? "") ? JSON.parse(text) : undefined;
          const answer = { status: response.statusCode!, headers: response.headers, text, body: json };
          try {
            if (json !== undefined) {
              // Node's own rejections are not JSON; a refused body may not be, either.
              const sent: unknown = answer.status === 200 && body !== undefined ? JSON.parse(String(body)) : {};
              const { status, headers: given } = answer;
              const exchange = { method, path, status, headers: given, response: json };
              checkExchange({ ...exchange, body: sent });
              recordExchange({ ...exchange, sent: headers, body: body?.toString() });
            }
            resolve(answer);
          } catch (error) {
            reject(new Error(String(error), { cause: error }));
          }
        });
      },
    );
    request.on("error", reject);
    request.end(body);
  });
}

/** A call as shown in the documentation, with a Bearer key and JSON. */
export function call(
  tenant: Pick<Tenant, "clientOptions">,
  method: string,
  path: string,
  body?: unknown,
): Promise<ApiAnswer> {
  return raw(tenant, {
    method,
    path,
    headers: { authorization: `Bearer ${tenant.clientOptions.apiKey}`, "content-type": "application/json" },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
}

/** A send that is expected to be accepted; its id. */
export async function send(tenant: Tenant, fields: Record<string, unknown> = {}): Promise<string> {
  const message = { campaign: tenant.campaign, to: "+12065550142", body: "Your table is ready", ...fields };
  const { status, body, text } = await call(tenant, "POST", "/v1/message/send", message);
  if (status !== 200) throw new Error(`${status} ${text}`);
  return body.id;
}
