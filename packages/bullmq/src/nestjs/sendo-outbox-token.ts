/** The name of the default outbox. */
export const DEFAULT_OUTBOX = "default";

/**
 * Returns the injection token of an outbox: for `inject` of `useFactory`, for `app.get(...)`, and for tests that replace the outbox.
 * In constructors, {@link InjectSendoOutbox} is shorter.
 *
 * @param outbox - The option `outbox` of `forRoot` or `forRootAsync`. Leave it out for the default outbox.
 *
 * @example
 * ```ts
 * const outbox = app.get<SendoOutbox>(getSendoOutboxToken());
 * ```
 */
export function getSendoOutboxToken(outbox: string = DEFAULT_OUTBOX): symbol {
  // A global symbol, because the ESM and the CJS copy of this package share it.
  return Symbol.for(`@sendo/bullmq:outbox:${outbox}`);
}
