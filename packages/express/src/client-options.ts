import type { SendoClient, SendoOptions } from "@sendo/core";

/** A client of your own for {@link sendo}, instead of options. */
export interface SendoExpressClient {
  /** Used as it is, and never closed by this package. Close it where you opened it. */
  client: SendoClient;
}

/** What {@link sendo} takes: the options of `new Sendo(options)`, or a client, never both. */
export type SendoExpressOptions = (SendoOptions & { client?: never }) | SendoExpressClient;
