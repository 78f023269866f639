import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import type { Readable } from "node:stream";
import { fileURLToPath, pathToFileURL } from "node:url";

const RUNNER = fileURLToPath(new URL("run-snippets.mjs", import.meta.url));
const END_MARK = "\u0004";

/** A process that runs snippets one after another. They share its modules, so that it loads each of them once. */
export class SnippetProcess {
  readonly #child: ChildProcess;
  readonly #stdout: MarkedOutput;
  readonly #stderr: MarkedOutput;
  readonly #exited: Promise<never>;

  constructor(env: NodeJS.ProcessEnv) {
    this.#child = fork(RUNNER, { env, execArgv: [], stdio: ["ignore", "pipe", "pipe", "ipc"] });
    this.#stdout = new MarkedOutput(this.#child.stdout!);
    this.#stderr = new MarkedOutput(this.#child.stderr!);
    this.#exited = once(this.#child, "exit").then(([code]) => {
      throw new Error(`a snippet ended its process with exit code ${String(code)}`);
    });
    this.#exited.catch(() => {}); // each run sees it
  }

  /** Runs one snippet and returns what was printed until the end of its top level. */
  async run(file: string): Promise<{ stdout: string; stderr: string }> {
    this.#child.send(pathToFileURL(file).href);
    const printed = Promise.all([this.#stdout.untilMark(), this.#stderr.untilMark()]);
    const [stdout, stderr] = await Promise.race([printed, this.#exited]);
    return { stdout, stderr };
  }

  end(): void {
    this.#child.kill("SIGKILL");
  }
}

/** Output in parts, each of which ends with a mark. A server can print more at any time, also right behind a mark. */
class MarkedOutput {
  #text = "";
  #look = (): void => {};

  constructor(stream: Readable) {
    stream.on("data", (chunk: Buffer) => {
      this.#text += chunk.toString();
      this.#look();
    });
  }

  untilMark(): Promise<string> {
    return new Promise((resolve) => {
      this.#look = () => {
        const end = this.#text.indexOf(END_MARK);
        if (end < 0) return;
        this.#look = () => {};
        resolve(this.#text.slice(0, end));
        this.#text = this.#text.slice(end + END_MARK.length);
      };
      this.#look();
    });
  }
}
