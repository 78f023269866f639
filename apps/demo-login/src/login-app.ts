import type { SendoLogger, SendoOptions } from "@sendo/core";

/** If empty, the app takes everything from environment variables. The tests pass the sandbox's address here. */
export interface LoginAppOptions {
  readonly sendo?: SendoOptions;
  /** Receives each log line of the app and of the framework. @defaultValue none: nothing is logged */
  readonly log?: (line: string) => void;
}

/** A running app. */
export interface LoginApp {
  /** Such as `http://127.0.0.1:40123`. */
  readonly url: string;
  close(): Promise<void>;
}

/** Starts one of the three apps, on localhost only. */
export type StartLoginApp = (port: number, options?: LoginAppOptions) => Promise<LoginApp>;

/** The client's options with a logger that writes lines. */
export function withLogger({ sendo, log }: LoginAppOptions): SendoOptions {
  if (log === undefined) return { ...sendo };
  const write =
    (level: string) =>
    (fields: Record<string, unknown>, message: string): void =>
      log(`${level} ${message} ${JSON.stringify(fields)}`);
  const logger: SendoLogger = {
    debug: write("debug"),
    info: write("info"),
    warn: write("warn"),
    error: write("error"),
  };
  return { ...sendo, logger };
}
