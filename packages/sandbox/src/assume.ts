/** Choices where Sendo's documents are silent and an app could notice. Each is an entry of {@link ASSUMPTIONS}. */
export interface Assume {
  /**
   * The type of `errorCode`. Core and any careful app accept both.
   *
   * @defaultValue `"number"`
   */
  errorCode?: "number" | "string";
  /**
   * Whether `CREATED` raises a `message.status` event, which can then arrive before the answer to the send.
   *
   * @defaultValue `false`: it is not a change
   */
  createdRaisesEvent?: boolean;
  /**
   * Whether a text with STOP, START or HELP raises `message.incoming` as well.
   *
   * @defaultValue `true`: "somebody texts a number of the campaign"
   */
  keywordsRaiseIncoming?: boolean;
  /**
   * Whether a send looks at media that this machine serves: type and size of what is there now. Media elsewhere is judged by
   * its name alone, since nothing is ever fetched from another machine.
   *
   * @defaultValue `true`: Sendo answers 400 for a wrong type and for more than 700 kb in all
   */
  localMedia?: boolean;
  /**
   * How often a webhook is retried after its first attempt. "Up to 6 times" can be read as 6 attempts in all.
   *
   * @defaultValue `6`: 7 attempts, the last after 63 minutes
   */
  webhookRetries?: 5 | 6;
}

/** @internal */
export function resolveAssume(assume: Assume): Required<Assume> {
  const { errorCode, createdRaisesEvent, keywordsRaiseIncoming, localMedia, webhookRetries } = assume;
  return {
    errorCode: errorCode ?? "number",
    createdRaisesEvent: createdRaisesEvent ?? false,
    keywordsRaiseIncoming: keywordsRaiseIncoming ?? true,
    localMedia: localMedia ?? true,
    webhookRetries: webhookRetries ?? 6,
  };
}
