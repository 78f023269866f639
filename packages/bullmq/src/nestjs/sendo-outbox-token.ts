/** The name of the default outbox. */
export const DEFAULT_OUTBOX = "default";

/**
 * Returns an outbox's injection token. Use it in `inject` with `useFactory`, in `app.get(...)`, and in tests that replace the
 * outbox. In constructors, {@link InjectSendoOutbox} is shorter.
 *
 * @param outbox - The `outbox` option passed to `forRoot` or `forRootAsync`. Omit it for the default outbox.
 *
 * @example
 * ```ts
 * const outbox = app.get<SendoOutbox>(getSendoOutboxToken());
 * ```
 */
export function getSendoOutboxToken(outbox: string = DEFAULT_OUTBOX): symbol {
  // A global symbol, which the ESM and CommonJS copies of this package share.
  return Symbol.for(`@sendo/bullmq:outbox:${outbox}`);
}
