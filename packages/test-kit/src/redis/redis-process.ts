import { spawn, type ChildProcess } from "node:child_process";

/** Options for one `redis-server` process. */
export interface RedisProcessOptions {
  /** Called each time the process is started. */
  readonly args: () => readonly string[];
  /** Output that the process writes once it accepts commands. */
  readonly readyLine: string;
}

/** A `redis-server` process that tests can kill. */
export class RedisProcess {
  readonly #options: RedisProcessOptions;
  #child: ChildProcess | undefined;

  constructor(options: RedisProcessOptions) {
    this.#options = options;
  }

  /** Resolves once the server is accepting commands. */
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

  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
    child.kill("SIGKILL");
    await ended;
  }
}
