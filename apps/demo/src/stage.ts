import type { Sandbox } from "@sendo/sandbox";
import type { Changes } from "./changes.js";

/** Where several processes of the app play, and how it is seen what they do. */
export interface Stage {
  readonly appUrl: string;
  readonly sandbox: Sandbox;
  readonly changes: Changes;
  readonly print: (line: string) => void;
  /** How long each step may take, in milliseconds. @defaultValue `60_000` */
  readonly withinMs?: number;
}
