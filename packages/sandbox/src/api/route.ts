import type { Resolved } from "../internal/resolved.js";
import type { Account } from "../engine/account.js";
import type { Engine } from "../engine/engine.js";
import type { Changes } from "../engine/changes.js";
import type { SandboxClock } from "../time/clock.js";
import type { Assume } from "../assumptions/assume.js";
import type { WebhookSender } from "../webhooks/sender.js";
import type { Fields } from "./fields.js";

/** What a handler gets: the caller's own account and what was asked. */
export interface ApiCall {
  readonly account: Account;
  /** The `{id}` of the path, decoded; "" where the route has none. */
  readonly id: string;
  readonly query: URLSearchParams;
  /** The JSON body of a POST or PATCH; without fields for a GET. */
  readonly fields: Fields;
}

/** What handlers share. */
export interface ApiContext {
  readonly engine: Engine;
  readonly clock: SandboxClock;
  readonly assume: Resolved<Assume>;
  readonly allowRemoteWebhooks: boolean;
  readonly changes: Changes;
  readonly sender: WebhookSender;
}

/** One operation: returns the body of a 200, or throws a {@link ApiError}. */
export type ApiHandler = (call: ApiCall, context: ApiContext) => object | Promise<object>;

/** One documented endpoint. */
export interface ApiRoute {
  readonly method: "GET" | "POST" | "PATCH";
  /** As the documents write it, such as `/v1/message/{id}`. */
  readonly path: string;
  /** The documented fields of the body, or of the query of a GET. Others are ignored, and listed as problems. */
  readonly fields?: readonly string[];
  readonly handler: ApiHandler;
}
