import type { Sandbox } from "@sendo/sandbox";
import type { Changes } from "./changes.js";

/** Running app with the sandbox and the observed changes. */
export interface Stage {
  readonly appUrl: string;
  readonly sandbox: Sandbox;
  readonly changes: Changes;
  readonly print: (line: string) => void;
  /** Timeout of each step in milliseconds. @defaultValue `60_000` */
  readonly withinMs?: number;
}
