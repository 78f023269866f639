import type { Resolved } from "../internal/resolved.js";
import type { Account } from "../engine/account.js";
import type { Engine } from "../engine/engine.js";
import type { Changes } from "../engine/changes.js";
import type { SandboxClock } from "../time/clock.js";
import type { Assume } from "../assumptions/assume.js";
import type { WebhookSender } from "../webhooks/sender.js";
import type { Fields } from "./fields.js";

/** The arguments that a handler receives. */
export interface ApiCall {
  readonly account: Account;
  /** Decoded `{id}` from the path, or "" for a route without an id. */
  readonly id: string;
  readonly query: URLSearchParams;
  /** JSON body of a POST or PATCH request. Empty for a GET request. */
  readonly fields: Fields;
}

/** Dependencies shared by all handlers. */
export interface ApiContext {
  readonly engine: Engine;
  readonly clock: SandboxClock;
  readonly assume: Resolved<Assume>;
  readonly allowRemoteWebhooks: boolean;
  readonly changes: Changes;
  readonly sender: WebhookSender;
}

/** Handles one endpoint. Returns the body of the 200 response, or throws an {@link ApiError}. */
export type ApiHandler = (call: ApiCall, context: ApiContext) => object | Promise<object>;

/** A documented endpoint. */
export interface ApiRoute {
  readonly method: "GET" | "POST" | "PATCH";
  /** Path in the form that the documentation uses, such as `/v1/message/{id}`. */
  readonly path: string;
  /**
   * Documented fields in the request body, or in the query of a GET request. Other fields are ignored, and the sandbox
   * reports them as problems.
   */
  readonly fields?: readonly string[];
  readonly handler: ApiHandler;
}
