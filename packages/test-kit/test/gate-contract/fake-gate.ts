import { once } from "node:events";
import { createServer as createHttp, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createHttps } from "node:https";
import type { AddressInfo } from "node:net";
import { BodyTooLargeError, toHttpRequest, writeReply, type HttpReply } from "@sendo/core/adapter";
import { apiErrorOf, createGate, type GateOptions, type GateRequest } from "@sendo/core/gate";
import {
  BROKEN_MESSAGE,
  type GateHarness,
  type GateSetup,
  type RelayAnswer,
  type RunningGate,
} from "../../src/gate-contract/index.js";

/** One way each in which a gate can be mounted wrongly. All `undefined`: the mount is right. */
export interface GateFaults {
  /** Changes the options on their way to the gate. */
  options?: (options: GateOptions) => GateOptions;
  /** Makes the gate at the first request. */
  lazyGate?: boolean;
  /** Answers before the gate is asked. */
  before?: (request: IncomingMessage, app: "rules" | "relay") => HttpReply | undefined;
  /** Says whether a request came over TLS. */
  isSecure?: (request: IncomingMessage, setup: GateSetup) => boolean;
  /** Changes what the gate has refused with. */
  refusal?: (reply: HttpReply) => HttpReply;
  /** Runs the route although the gate has refused. */
  runsRefused?: boolean;
  /** Changes the rate headers of an answer that the framework gives itself. */
  ownHeaders?: (headers: Readonly<Record<string, string>>) => Readonly<Record<string, string>>;
  /** Keeps a route's error from the app. */
  silent?: boolean;
  /** What a relay answers to a request that went well. */
  relayStatus?: (method: string) => number;
}

interface Route {
  (request: { method: string; url: string; body?: unknown; account: string }): object | undefined;
}

const json = (httpStatus: number, value: object): HttpReply => ({
  httpStatus,
  headers: { "content-type": "application/json; charset=utf-8" },
  body: JSON.stringify(value),
});

/** A framework and a gate's mount in one, on nothing but Node's servers and core's gate. */
export function fakeGateHarness(faults: GateFaults = {}): GateHarness {
  const rules: Route = ({ method, url, account }) => {
    if (url === "/v1/broken") throw new Error(BROKEN_MESSAGE);
    if (method === "GET" && url === "/v1/message/list") return { messages: [] };
    return method === "POST" && url === "/v1/message/send" ? { success: true, id: account } : undefined;
  };
  return {
    readsTooLargeBodies: false,
    start: (setup) => startFake(setup, rules, "rules", faults),
    startRelay: (setup, answer: RelayAnswer) => startFake(setup, answer, "relay", faults),
  };
}

async function startFake(
  setup: GateSetup,
  route: Route,
  app: "rules" | "relay",
  faults: GateFaults,
): Promise<RunningGate> {
  const make = () => createGate(faults.options?.(setup.gate) ?? setup.gate);
  let gate = faults.lazyGate ? undefined : make();
  const isSecure = faults.isSecure ?? schemeOf;

  const handle = async (request: IncomingMessage): Promise<HttpReply> => {
    const early = faults.before?.(request, app);
    if (early !== undefined) return early;
    const asked: GateRequest = { secure: isSecure(request, setup), headers: request.headers };
    const verdict = (gate ??= make()).admit(asked);
    if (!verdict.admitted && !(faults.runsRefused && verdict.account !== undefined)) {
      return faults.refusal?.(verdict.reply) ?? verdict.reply;
    }
    const own = async (): Promise<HttpReply> => {
      const { method = "GET", url = "/" } = request;
      const body = method === "GET" ? undefined : await jsonBody(request);
      const answer = route({ method, url, body, account: verdict.account ?? "" });
      if (answer === undefined) return withHeaders(apiErrorOf({ statusCode: 404 }), faults.ownHeaders ?? same);
      return withHeaders(json((app === "relay" && faults.relayStatus?.(method)) || 200, answer), same);
    };
    const withHeaders = (reply: HttpReply, change: (headers: HttpReply["headers"]) => HttpReply["headers"]) =>
      verdict.admitted ? { ...reply, headers: { ...reply.headers, ...change(verdict.headers) } } : verdict.reply;
    try {
      return await own();
    } catch (error) {
      const reply = apiErrorOf(error);
      if (reply.httpStatus >= 500 && !faults.silent) setup.log(String(error));
      return withHeaders(reply, same);
    }
  };

  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    handle(request).then(
      (reply) => writeReply(response, reply),
      () => response.destroy(),
    );
  };
  const server = setup.tls ? createHttps(setup.tls, listener) : createHttp(listener);
  await once(server.listen(0, "127.0.0.1"), "listening");
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** As the frameworks do: the socket's word, or a trusted proxy's. */
export function schemeOf({ socket, headers }: IncomingMessage, { trustProxy }: GateSetup): boolean {
  if ("encrypted" in socket) return true;
  return trustProxy === true && headers["x-forwarded-proto"] === "https";
}

const same = <T>(value: T): T => value;

async function jsonBody(request: IncomingMessage): Promise<unknown> {
  try {
    return JSON.parse(Buffer.from(await toHttpRequest(request, undefined).readBody!(100_000)).toString()) as unknown;
  } catch (error) {
    throw Object.assign(new Error("cannot read this body", { cause: error }), {
      statusCode: error instanceof BodyTooLargeError ? 413 : 400,
    });
  }
}
