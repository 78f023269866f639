import { spawn, type ChildProcess } from "node:child_process";

/** How one `redis-server` is started. */
export interface RedisProcessOptions {
  /** Asked at each start. */
  readonly args: () => readonly string[];
  /** What it writes when it takes commands. */
  readonly readyLine: string;
}

/** A `redis-server` that is ours to end. */
export class RedisProcess {
  readonly #options: RedisProcessOptions;
  #child: ChildProcess | undefined;

  constructor(options: RedisProcessOptions) {
    this.#options = options;
  }

  /** Resolves when it takes commands. */
  async start(): Promise<void> {
    const { args, readyLine } = this.#options;
    const child = spawn("redis-server", args(), { stdio: ["ignore", "pipe", "ignore"] });
    this.#child = child;
    await new Promise<void>((resolve, reject) => {
      let said = "";
      child.stdout.on("data", (chunk: Buffer) => {
        said = (said + chunk.toString()).slice(-4096);
        if (said.includes(readyLine)) resolve();
      });
      child.once("error", reject);
      child.once("exit", (code) => reject(new Error(`redis-server ended with ${code} before it was ready: ${said}`)));
    });
  }

  signal(signal: "SIGSTOP" | "SIGCONT"): void {
    this.#child?.kill(signal);
  }

  /** Ends it without a word. */
  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
    child.kill("SIGKILL");
    await ended;
  }
}
