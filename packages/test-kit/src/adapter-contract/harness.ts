import type { ErrorReplyOptions } from "@sendo/core/adapter";
import type { SendoClient, SendoOptions, WebhookReceiverOptions } from "@sendo/core";

/**
 * Parser that the framework runs before the adapter's webhook route:
 *
 * - `none`: no parser
 * - `json`: the framework's usual JSON parser
 * - `raw`: a parser that returns bytes
 *
 * The framework's parsers accept 1 MiB, so they never reject a large delivery.
 */
export type HostParser = "none" | "json" | "raw";

/** One webhook route of the app. */
export interface WebhookMount {
  /** Path below the prefix, with a leading slash. */
  readonly path: string;
  /** Options that are passed to the adapter unchanged. */
  readonly options: WebhookReceiverOptions;
}

/** The header that names one of {@link AppSetup.tenants}. */
export const TENANT_HEADER = "x-tenant";

/** The app that a case needs. */
export interface AppSetup {
  readonly parser: HostParser;
  /** Prefix of all routes: `""`, or with a leading slash. */
  readonly prefix: string;
  /** The options or client that a user would pass to the adapter. */
  readonly sendo: (SendoOptions & { readonly client?: never }) | { readonly client: SendoClient };
  readonly webhooks: readonly WebhookMount[];
  /** Further accounts of the app by name, with the options or client of each. These accounts have no webhooks. */
  readonly accounts: Readonly<Record<string, AppSetup["sendo"]>>;
  /**
   * Accounts among which the app chooses one per request by the header {@link TENANT_HEADER}, as the adapter's documentation
   * describes.
   */
  readonly tenants: Readonly<Record<string, SendoOptions & { readonly client?: never }>>;
  /** Returns the account of a request by that header. The app awaits it, as it would await a database. */
  readonly tenantOf: (header: string) => string | Promise<string>;
  /** Whether a middleware pauses each request before its body is read. */
  readonly pausesBody: boolean;
  /** Whether the app has request-scoped global parts. Only with `hasScopedGlobals`. */
  readonly scopedGlobals: boolean;
  /**
   * A job that still uses the client while the app closes. The framework waits for it before the adapter's shutdown ends.
   *
   * @defaultValue none
   */
  readonly closingJob?: ((client: SendoClient) => Promise<unknown>) | undefined;
  /** Options for the adapter's own error responses. `false` leaves Sendo errors to the framework. */
  readonly errorReplies: ErrorReplyOptions | false;
}

/** A running app. Besides the webhooks, it has the routes described at {@link AdapterHarness.start}. */
export interface RunningApp {
  /** URL without the prefix, such as `http://127.0.0.1:40123`. */
  readonly url: string;
  /** The client that the adapter provides to the app's code. */
  readonly client: SendoClient;
  clientOf(account: string): SendoClient;
  /** Shuts the app down as the adapter's documentation describes. Called once. */
  close(): Promise<void>;
}

/** An expected response. Its body is a pattern only if the framework's wording depends on the Node version. */
export interface ExpectedReply {
  readonly httpStatus: number;
  readonly body: string | RegExp;
}

/** Properties of an adapter and its framework. */
export interface AdapterHarness {
  /** Parser of the webhook route: the framework's (Express, Nest), or a separate one whatever the framework has (Fastify). */
  readonly webhookBody: "host" | "own";
  /** Whether the framework can create an app's global parts for each request, such as Nest's request-scoped guards. */
  readonly hasScopedGlobals: boolean;
  /** Whether the framework's parsers decode `Content-Encoding: gzip`. */
  readonly inflates: boolean;
  /** Responses of the framework itself in production mode. */
  readonly hostReplies: {
    /** Response of the framework's JSON parser to an unreadable delivery. Used only with `webhookBody: "host"`. */
    readonly malformedJson: ExpectedReply;
    /** Response to a Sendo error that the app does not handle, without our error responses. */
    unhandledError(error: { readonly code: string; readonly message: string }): ExpectedReply;
  };
  /**
   * Builds the app as a user would, and listens on 127.0.0.1, port 0. Besides the webhooks, it has these routes below the prefix:
   *
   * - `POST /messages` with `{ to, body, campaign }`: sends the message with the adapter's client and responds with 200
   *   `{ "id": "..." }`. Errors go to the framework, or to our error responses if the setup enables them.
   * - `POST /messages/<name>`: the same with the client of that account
   * - `POST /tenant/messages`: the same with the client of the request's tenant
   * - `POST /sum` with `{ a, b }`: responds with 200 `{ "sum": a + b }`, using the framework's own parser
   */
  start(setup: AppSetup): Promise<RunningApp>;
}
