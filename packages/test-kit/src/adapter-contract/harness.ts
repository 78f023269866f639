import type { ErrorReplyOptions } from "@sendo/core/adapter";
import type { SendoClient, SendoOptions, WebhookReceiverOptions } from "@sendo/core";

/**
 * What the host has in front of the adapter's webhook route:
 *
 * - `none`: nothing reads bodies there;
 * - `json`: the framework's usual JSON parser;
 * - `raw`: a parser that leaves bytes.
 *
 * The host's parsers are set up to take 1 MiB, so that they are never the ones to refuse a large delivery.
 */
export type HostParser = "none" | "json" | "raw";

/** One webhook route of the app. */
export interface WebhookMount {
  /** Below the prefix, with a leading slash. */
  readonly path: string;
  /** Handed to the adapter as they are. */
  readonly options: WebhookReceiverOptions;
}

/** The header that names one of {@link AppSetup.tenants}. */
export const TENANT_HEADER = "x-tenant";

/** The app that a case asks for. */
export interface AppSetup {
  readonly parser: HostParser;
  /** Everything is mounted below it: `""`, or with a leading slash. */
  readonly prefix: string;
  /** What a user would pass to the adapter. */
  readonly sendo: (SendoOptions & { readonly client?: never }) | { readonly client: SendoClient };
  readonly webhooks: readonly WebhookMount[];
  /** Further accounts of the app, beside `sendo`, by name: what a user would pass for each. They have no webhooks. */
  readonly accounts: Readonly<Record<string, AppSetup["sendo"]>>;
  /**
   * Accounts of which the app chooses one for each request, by the header {@link TENANT_HEADER}, in the way that the adapter's
   * documentation describes.
   */
  readonly tenants: Readonly<Record<string, SendoOptions & { readonly client?: never }>>;
  /** Finds the account of a request by that header. The app waits for it, as it would for a database. */
  readonly tenantOf: (header: string) => string | Promise<string>;
  /** Whether something in front of the routes pauses each request before its body is read. */
  readonly pausesBody: boolean;
  /** Whether the app has global parts that the framework makes for each request. Only with `hasScopedGlobals`. */
  readonly scopedGlobals: boolean;
  /**
   * What a job of the app still does with its client while the app closes. The app waits for it in the framework's own way, before the
   * adapter's shutdown is over.
   *
   * @defaultValue none
   */
  readonly closingJob?: ((client: SendoClient) => Promise<unknown>) | undefined;
  /** Options for the adapter's own error replies; `false` leaves Sendo errors to the framework. */
  readonly errorReplies: ErrorReplyOptions | false;
}

/** A running app. Beside the webhooks it has the routes that {@link AdapterHarness.start} describes. */
export interface RunningApp {
  /** Such as `http://127.0.0.1:40123`, without prefix. */
  readonly url: string;
  /** The client that the adapter gives to the app's own code. */
  readonly client: SendoClient;
  /** The client of one of {@link AppSetup.accounts}. */
  clientOf(account: string): SendoClient;
  /** The shutdown that the adapter's documentation describes. Called once. */
  close(): Promise<void>;
}

/** A reply as it came over the wire. A pattern only where the framework's text depends on the version of Node. */
export interface ExpectedReply {
  readonly httpStatus: number;
  readonly body: string | RegExp;
}

/** What the contract must know of an adapter and its framework. */
export interface AdapterHarness {
  /**
   * Whose body parsing the webhook route sees: the host's (Express, Nest), or its own scope's whatever the host has
   * (Fastify).
   */
  readonly webhookBody: "host" | "own";
  /** Whether the framework can make an app's global parts for each request, such as Nest's request-scoped guards. */
  readonly hasScopedGlobals: boolean;
  /** Whether the host's parsers undo `Content-Encoding: gzip`. */
  readonly inflates: boolean;
  /** The framework's own words, in production mode, where it and not the adapter answers. */
  readonly hostReplies: {
    /** The host's JSON parser cannot read a delivery. Only asked for with `webhookBody: "host"`. */
    readonly malformedJson: ExpectedReply;
    /** The app does not handle a Sendo error and has no error replies of ours. */
    unhandledError(error: { readonly code: string; readonly message: string }): ExpectedReply;
  };
  /**
   * Builds the app the way a user would, and listens on 127.0.0.1, port 0. Beside the webhooks it has, below the prefix:
   *
   * - `POST /texts` with `{ to, body, campaign }`: sends it with the adapter's client, and answers 200 `{ "id": "..." }`;
   *   errors are left to the framework (or to the error replies, where the set-up asks for them);
   * - `POST /texts/<name>`: the same with the client of that account;
   * - `POST /tenant/texts`: the same with the client of the tenant that the request names;
   * - `POST /sum` with `{ a, b }`: answers 200 `{ "sum": a + b }`, from the body as the host's own parser made it.
   */
  start(setup: AppSetup): Promise<RunningApp>;
}
