import type { GateOptions } from "@sendo/core/gate";

/** The Sendo-compatible API that a case asks for. */
export interface GateSetup {
  /** Handed to the mount as they are. */
  readonly gate: GateOptions;
  /** The certificate to serve with; `undefined`: plain HTTP, as behind a proxy. */
  readonly tls: { readonly cert: string; readonly key: string } | undefined;
  /** What the framework's own setting says of proxies: whether the one in front is trusted, or the address of one that is. */
  readonly trustProxy: boolean | string;
  /** Told of every line that the app would log, or of every error that it was told of. */
  readonly log: (line: string) => void;
}

/** A gate mounted on one framework. */
export interface GateHarness {
  /** Whether the framework's parser reads a body that is too large to its end before it refuses it. */
  readonly readsTooLargeBodies: boolean;
  /** Whether it ends TLS itself and nothing else, so that no proxy's word on the scheme can count. @defaultValue `false` */
  readonly endsTls?: boolean;
  /** Whether this version of the framework, once it trusts some proxy, believes what anybody says of the scheme (Fastify before 5.8.3). */
  readonly trustsEverybody?: boolean;
  /**
   * Builds the app the way a user would, and listens on 127.0.0.1, port 0. Behind the gate it has, all with 200:
   *
   * - `GET /v1/message/list`: `{ "messages": [] }`;
   * - `POST /v1/message/send`: `{ "success": true, "id": <account's name> }`; bodies are JSON of at most 100,000 bytes, read by the
   *   framework's own parser;
   * - `GET /v1/broken`: throws `new Error(BROKEN_TEXT)`.
   */
  start(setup: GateSetup): Promise<RunningGate>;
  /**
   * The same door in front of a relay, in ten lines: nothing but the gate, the framework's JSON parser, and one handler for every
   * route of {@link RELAY_PATHS}, which answers 200 with what `answer` returns for the request. Absent for a server that has
   * the documented endpoints itself: it plays the examples against those.
   */
  startRelay?(setup: GateSetup, answer: RelayAnswer): Promise<RunningGate>;
}

/** An app that listens on 127.0.0.1. */
export interface RunningGate {
  readonly port: number;
  close(): Promise<void>;
}

/** Every route that Sendo documents, as the frameworks write parameters. */
export const RELAY_PATHS = ["/v1/:resource/:id", "/v1/campaign/:id/webhooks"];

/** What stands behind the gate of a relay; throws for what nobody documents. `body` is the parser's. */
export type RelayAnswer = (request: {
  readonly method: string;
  readonly url: string;
  readonly body?: unknown;
}) => object;

/** What the broken route throws. It must never reach a client. */
export const BROKEN_TEXT = "row 17 c4n4ry";
