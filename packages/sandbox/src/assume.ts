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
}

/** @internal */
export function resolveAssume({ errorCode, createdRaisesEvent, keywordsRaiseIncoming }: Assume): Required<Assume> {
  return {
    errorCode: errorCode ?? "number",
    createdRaisesEvent: createdRaisesEvent ?? false,
    keywordsRaiseIncoming: keywordsRaiseIncoming ?? true,
  };
}
