import type { ErrorReplyOptions } from "@sendo/core/adapter";
import type { SendoClient, SendoOptions, WebhookReceiverOptions } from "@sendo/core";

/**
 * Parser that the framework runs before the adapter's webhook route:
 *
 * - `none`: no parser
 * - `json`: the framework's usual JSON parser
 * - `raw`: a parser that returns bytes
 *
 * The framework's parsers accept bodies of up to 1 MiB. No test case sends a larger delivery.
 */
export type HostParser = "none" | "json" | "raw";

/** One webhook route in the app. */
export interface WebhookMount {
  /** Path under the prefix, with a leading slash. */
  readonly path: string;
  /** Options passed to the adapter unchanged. */
  readonly options: WebhookReceiverOptions;
}

/** Header that contains the name of an account in {@link AppSetup.tenants}. */
export const TENANT_HEADER = "x-tenant";

/** What a case needs from the app. */
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
   * For each request, the app picks one of these accounts based on the {@link TENANT_HEADER} header, as
   * described in the adapter's documentation.
   */
  readonly tenants: Readonly<Record<string, SendoOptions & { readonly client?: never }>>;
  /**
   * Returns the account name for a value of the {@link TENANT_HEADER} header. The app awaits the result, as it would
   * await a database query.
   */
  readonly tenantOf: (header: string) => string | Promise<string>;
  /** Whether a middleware pauses each request stream before the body is read. */
  readonly pausesBody: boolean;
  /** Whether the app's global components, such as guards, are request-scoped. Used only with `hasScopedGlobals`. */
  readonly scopedGlobals: boolean;
  /**
   * A job that is still using the client while the app is closing. The adapter must not close the client until the job
   * is done.
   *
   * @defaultValue none
   */
  readonly closingJob?: ((client: SendoClient) => Promise<unknown>) | undefined;
  /** Options for the adapter's own error responses. With `false`, the framework handles Sendo errors. */
  readonly errorReplies: ErrorReplyOptions | false;
}

/** A running app. In addition to the webhooks, it has the routes described in {@link AdapterHarness.start}. */
export interface RunningApp {
  /** URL without the prefix, such as `http://127.0.0.1:40123`. */
  readonly url: string;
  /** The client that the adapter provides to the app's code. */
  readonly client: SendoClient;
  clientOf(account: string): SendoClient;
  /** Shuts the app down as described in the adapter's documentation. Called once. */
  close(): Promise<void>;
}

/**
 * An expected response. The body is a string, or a regular expression if the framework's wording depends on the Node
 * version.
 */
export interface ExpectedReply {
  readonly httpStatus: number;
  readonly body: string | RegExp;
}

/** Properties of an adapter and its framework. */
export interface AdapterHarness {
  /** Parser for the webhook route: the framework's own parser (Express, Nest) or a separate one (Fastify). */
  readonly webhookBody: "host" | "own";
  /** Whether the framework supports request-scoped global components, such as global guards in Nest. */
  readonly hasScopedGlobals: boolean;
  /** Whether the framework's parsers decompress bodies with `Content-Encoding: gzip`. */
  readonly inflates: boolean;
  /** The framework's own responses in production mode. */
  readonly hostReplies: {
    /** Response when the framework's JSON parser cannot parse a delivery. Used only with `webhookBody: "host"`. */
    readonly malformedJson: ExpectedReply;
    /** Response to an unhandled Sendo error when the adapter's error responses are turned off. */
    unhandledError(error: { readonly code: string; readonly message: string }): ExpectedReply;
  };
  /**
   * Builds the app as a user would, and listens on a free port on 127.0.0.1. In addition to the webhooks, the app has
   * these routes under the prefix:
   *
   * - `POST /messages` with `{ to, body, campaign }`: sends the message with the adapter's client and responds with 200
   *   `{ "id": "..." }`. If the setup enables the adapter's error responses, the app uses them for errors. Otherwise,
   *   errors are passed to the framework.
   * - `POST /messages/<name>`: like `POST /messages`, but with the named account's client
   * - `POST /tenant/messages`: like `POST /messages`, but with the client for the request's tenant
   * - `POST /sum` with `{ a, b }`: responds with 200 `{ "sum": a + b }`, using the framework's own parser
   */
  start(setup: AppSetup): Promise<RunningApp>;
}
