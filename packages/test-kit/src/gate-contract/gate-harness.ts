import type { GateOptions } from "@sendo/core/gate";

/** The Sendo-compatible API that a case needs. */
export interface GateSetup {
  /** Options passed to the gate unchanged. */
  readonly gate: GateOptions;
  /** The server's certificate, or `undefined` for plain HTTP, for example behind a proxy. */
  readonly tls: { readonly cert: string; readonly key: string } | undefined;
  /** The framework's own proxy setting: whether the proxy in front of it is trusted, or a trusted proxy's address. */
  readonly trustProxy: boolean | string;
  /** Called with every line that the app would log, or every error passed to the app. */
  readonly log: (line: string) => void;
}

/** A gate mounted on one framework. */
export interface GateHarness {
  /** Whether the framework's parser reads an oversized body to its end before it rejects the body. */
  readonly readsTooLargeBodies: boolean;
  /** Whether the server terminates TLS itself, so that it never accepts the scheme from a proxy. @defaultValue `false` */
  readonly endsTls?: boolean;
  /**
   * Whether this framework version accepts the scheme from every client once it trusts any proxy (Fastify before 5.8.3).
   */
  readonly trustsEverybody?: boolean;
  /**
   * Builds the app as a user would, and listens on 127.0.0.1, port 0. Behind the gate, it has these routes, which respond with
   * 200:
   *
   * - `GET /v1/message/list`: `{ "messages": [] }`
   * - `POST /v1/message/send`: `{ "success": true, "id": <account's name> }`. The framework's own parser reads JSON of at most
   *   100,000 bytes.
   * - `GET /v1/broken`: throws `new Error(BROKEN_MESSAGE)`
   */
  start(setup: GateSetup): Promise<RunningGate>;
  /**
   * Starts a ten-line relay: the gate, the framework's JSON parser, and one handler for every route in {@link RELAY_PATHS}. The
   * handler responds with 200 and the result of `answer`. Absent for a server that implements the documented endpoints itself.
   */
  startRelay?(setup: GateSetup, answer: RelayAnswer): Promise<RunningGate>;
}

/** An app that listens on 127.0.0.1. */
export interface RunningGate {
  readonly port: number;
  close(): Promise<void>;
}

/** Every route documented by Sendo, with parameters in the frameworks' syntax. */
export const RELAY_PATHS = ["/v1/:resource/:id", "/v1/campaign/:id/webhooks"];

/** A relay's handler. It throws for undocumented requests. `body` comes from the parser. */
export type RelayAnswer = (request: {
  readonly method: string;
  readonly url: string;
  readonly body?: unknown;
}) => object;

/** Message of the error thrown by the broken route. The message must never reach a client. */
export const BROKEN_MESSAGE = "row 17 c4n4ry";
