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

/** One webhook route in the app. */
export interface WebhookMount {
  /** Path below the prefix, with a leading slash. */
  readonly path: string;
  /** Options passed to the adapter unchanged. */
  readonly options: WebhookReceiverOptions;
}

/** The header that names one of the {@link AppSetup.tenants}. */
export const TENANT_HEADER = "x-tenant";

/** The app that a case needs. */
export interface AppSetup {
  readonly parser: HostParser;
  /** Prefix for all routes: `""`, or a path with a leading slash. */
  readonly prefix: string;
  /** The options or client that a user would pass to the adapter. */
  readonly sendo: (SendoOptions & { readonly client?: never }) | { readonly client: SendoClient };
  readonly webhooks: readonly WebhookMount[];
  /** The app's other accounts by name, with each account's options or client. These accounts have no webhooks. */
  readonly accounts: Readonly<Record<string, AppSetup["sendo"]>>;
  /**
   * Accounts from which the app picks one per request, based on the {@link TENANT_HEADER} header, as described in the adapter's
   * documentation.
   */
  readonly tenants: Readonly<Record<string, SendoOptions & { readonly client?: never }>>;
  /** Returns a request's account from that header. The app awaits the result, as it would await a database. */
  readonly tenantOf: (header: string) => string | Promise<string>;
  /** Whether a middleware pauses each request before its body is read. */
  readonly pausesBody: boolean;
  /** Whether the app's global components, such as guards, are request-scoped. Used only with `hasScopedGlobals`. */
  readonly scopedGlobals: boolean;
  /**
   * A job that still uses the client while the app closes. The framework waits for it before the adapter's shutdown ends.
   *
   * @defaultValue none
   */
  readonly closingJob?: ((client: SendoClient) => Promise<unknown>) | undefined;
  /** Options for the adapter's own error responses. With `false`, the framework handles Sendo errors. */
  readonly errorReplies: ErrorReplyOptions | false;
}

/** A running app. Besides the webhooks, it has the routes described in {@link AdapterHarness.start}. */
export interface RunningApp {
  /** URL without the prefix, such as `http://127.0.0.1:40123`. */
  readonly url: string;
  /** The client provided by the adapter to the app's code. */
  readonly client: SendoClient;
  clientOf(account: string): SendoClient;
  /** Shuts the app down as described in the adapter's documentation. Called once. */
  close(): Promise<void>;
}

/** An expected response. The body is a pattern only if the framework's wording depends on the Node version. */
export interface ExpectedReply {
  readonly httpStatus: number;
  readonly body: string | RegExp;
}

/** Properties of an adapter and its framework. */
export interface AdapterHarness {
  /** Parser for the webhook route: the framework's own parser (Express, Nest) or a separate one (Fastify). */
  readonly webhookBody: "host" | "own";
  /** Whether the framework can create an app's global components for each request, such as Nest's request-scoped guards. */
  readonly hasScopedGlobals: boolean;
  /** Whether the framework's parsers decode `Content-Encoding: gzip`. */
  readonly inflates: boolean;
  /** Responses from the framework itself in production mode. */
  readonly hostReplies: {
    /** Response from the framework's JSON parser to an unreadable delivery. Used only with `webhookBody: "host"`. */
    readonly malformedJson: ExpectedReply;
    /** Response to a Sendo error not handled by the app, when our error responses are off. */
    unhandledError(error: { readonly code: string; readonly message: string }): ExpectedReply;
  };
  /**
   * Builds the app as a user would, and listens on 127.0.0.1, port 0. Besides the webhooks, it has these routes below the prefix:
   *
   * - `POST /messages` with `{ to, body, campaign }`: sends the message with the adapter's client and responds with 200
   *   `{ "id": "..." }`. Errors are passed to the framework, or turned into our error responses if the setup enables them.
   * - `POST /messages/<name>`: the same, with that account's client
   * - `POST /tenant/messages`: the same, with the client for the request's tenant
   * - `POST /sum` with `{ a, b }`: responds with 200 `{ "sum": a + b }`, using the framework's own parser
   */
  start(setup: AppSetup): Promise<RunningApp>;
}
