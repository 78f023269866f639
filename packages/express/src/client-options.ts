import type { SendoClient, SendoOptions } from "@sendo/core";

/** Your own client for {@link sendo}, instead of options. */
export interface SendoExpressClient {
  /** Your client, which this package never closes. */
  client: SendoClient;
}

/** Options for {@link sendo}: either the options for `new Sendo(options)` or a client. */
export type SendoExpressOptions = (SendoOptions & { client?: never }) | SendoExpressClient;
