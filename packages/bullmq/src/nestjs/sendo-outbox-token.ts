/** The name of the outbox that has none. */
export const DEFAULT_OUTBOX = "default";

/**
 * The injection token of an outbox: for `useFactory`'s `inject`, for `app.get(...)`, and for tests that put a stand-in in its
 * place. In constructors {@link InjectSendoOutbox} is shorter.
 *
 * @param outbox - Its `outbox` in `forRoot` or `forRootAsync`; none for the default one.
 *
 * @example
 * ```ts
 * const outbox = app.get<SendoOutbox>(getSendoOutboxToken());
 * ```
 */
export function getSendoOutboxToken(outbox: string = DEFAULT_OUTBOX): symbol {
  // From the process-wide registry, so that the ESM and the CJS copy of this package mean the same.
  return Symbol.for(`@sendo/bullmq:outbox:${outbox}`);
}
