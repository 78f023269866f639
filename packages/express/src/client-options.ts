import type { SendoClient, SendoOptions } from "@sendo/core";

/** Your own client, which you can pass to {@link sendo} instead of client options. */
export interface SendoExpressClient {
  /** Your client, which this package never closes. */
  client: SendoClient;
}

/** Options for {@link sendo}: either the options for `new Sendo(options)` or a client. */
export type SendoExpressOptions = (SendoOptions & { client?: never }) | SendoExpressClient;
