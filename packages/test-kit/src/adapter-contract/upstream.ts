import { once } from "node:events";
import { createServer } from "node:https";
import type { ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { localCertificates } from "../certificates/local-certificates.js";

/** The upstream's response to a send. */
export interface UpstreamAnswer {
  readonly httpStatus: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A local HTTPS stand-in for Sendo's `POST /v1/message/send`. Clients verify the stand-in's certificate. */
export interface Upstream {
  /** Client options for connecting to the upstream. */
  readonly clientOptions: { readonly baseUrl: string; readonly apiKey: string; readonly ca: string };
  /** The message ID in the upstream's successful responses. */
  readonly messageId: string;
  /** The received requests, each with its authorization header and parsed body. */
  readonly received: readonly { readonly authorization: string | undefined; readonly body: unknown }[];
  /** Sets the response for all later requests. */
  answerWith(answer: UpstreamAnswer): void;
  /**
   * Delays the response to the next request until `release()` is called. The request is then accepted. `arrived`
   * resolves once the request has arrived. `wasDropped` is `true` if the client disconnected before the
   * response was sent.
   */
  hold(): { readonly arrived: Promise<void>; readonly wasDropped: boolean; release(): void };
  close(): Promise<void>;
}

const MESSAGE_ID = "5d1c3c0e-7f51-4b86-9f0e-0c7a3f6b2d11";
const ACCEPTED: UpstreamAnswer = { httpStatus: 200, body: JSON.stringify({ success: true, id: MESSAGE_ID }) };

let started = 0;

/**
 * Starts the upstream on a free port with a unique API key. A rate limiter identifies an account by its key and port.
 * The operating system can reuse a port. If a new upstream had the same key and port as an earlier upstream, the limiter
 * would apply the earlier upstream's 429 to the new upstream.
 */
export async function startUpstream(keyPrefix: string): Promise<Upstream> {
  const apiKey = `${keyPrefix}-${(started += 1)}`;
  const { caPem, certPem, keyPem } = await localCertificates();
  const received: { authorization: string | undefined; body: unknown }[] = [];
  let answer = ACCEPTED;
  let holding: ((response: ServerResponse) => void) | undefined;

  const server = createServer({ cert: certPem, key: keyPem }, (request, response) => {
    void request.toArray().then((chunks: Buffer[]) => {
      received.push({
        authorization: request.headers.authorization,
        body: JSON.parse(Buffer.concat(chunks).toString()) as unknown,
      });
      const keep = holding;
      holding = undefined;
      if (keep) keep(response);
      else write(response, answer);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");

  return {
    clientOptions: { baseUrl: `https://127.0.0.1:${(server.address() as AddressInfo).port}`, apiKey, ca: caPem },
    messageId: MESSAGE_ID,
    received,
    answerWith: (next) => void (answer = next),
    hold() {
      let held: ServerResponse | undefined;
      let wasDropped = false;
      const arrived = new Promise<void>((resolve) => {
        holding = (response) => {
          held = response;
          response.once("close", () => (wasDropped = !response.writableFinished));
          resolve();
        };
      });
      return {
        arrived,
        get wasDropped() {
          return wasDropped;
        },
        release: () => {
          if (held) write(held, ACCEPTED);
        },
      };
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function write(response: ServerResponse, { httpStatus, headers, body }: UpstreamAnswer): void {
  response.writeHead(httpStatus, { "content-type": "application/json", ...headers });
  response.end(body);
}
