import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import type { Readable } from "node:stream";
import { fileURLToPath, pathToFileURL } from "node:url";

const RUNNER = fileURLToPath(new URL("run-snippets.mjs", import.meta.url));
const END_MARK = "\u0004";

/** A process that runs snippets one after another. They share its modules, so that it loads each of them once. */
export class SnippetProcess {
  readonly #child: ChildProcess;
  readonly #exited: Promise<never>;

  constructor(env: NodeJS.ProcessEnv) {
    this.#child = fork(RUNNER, { env, execArgv: [], stdio: ["ignore", "pipe", "pipe", "ipc"] });
    this.#exited = once(this.#child, "exit").then(([code]) => {
      throw new Error(`a snippet ended its process with exit code ${String(code)}`);
    });
    this.#exited.catch(() => {}); // each run sees it
  }

  /** Runs one snippet and returns what it printed until the end of its top level. */
  async run(file: string): Promise<{ stdout: string; stderr: string }> {
    const { stdout, stderr } = this.#child;
    const printed = Promise.all([untilEndMark(stdout!), untilEndMark(stderr!)]);
    this.#child.send(pathToFileURL(file).href);
    const [out, err] = await Promise.race([printed, this.#exited]);
    return { stdout: out, stderr: err };
  }

  end(): void {
    this.#child.kill("SIGKILL");
  }
}

function untilEndMark(stream: Readable): Promise<string> {
  return new Promise((resolve) => {
    let text = "";
    const collect = (chunk: Buffer): void => {
      text += chunk.toString();
      if (!text.endsWith(END_MARK)) return;
      stream.off("data", collect);
      resolve(text.slice(0, -END_MARK.length));
    };
    stream.on("data", collect);
  });
}
