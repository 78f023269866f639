import { ASSUMPTIONS } from "@sendo/sandbox";
import { differencesOf } from "./contract.js";
import type { Exchange } from "./wire.js";

/** What was seen of one assumption. */
export interface Finding {
  /** Its id in the sandbox's ledger. */
  readonly assumption: string;
  /** The open questions that the assumption answers. */
  readonly questions: readonly number[];
  readonly seen: string;
  /** Whether the sandbox does the same with its defaults; `undefined` where that cannot be decided. */
  readonly agrees: boolean | undefined;
}

/** Number of the last open question (`GET /_sandbox/v1/fidelity`). */
const QUESTIONS = 32;

/** Collects differences from the contract and findings about assumptions. It never contains a key, a number or a body. */
export class Report {
  readonly differences: string[] = [];
  readonly findings: Finding[] = [];
  /** What the canary did, and what it left behind. */
  readonly notes: string[] = [];

  /** Compares a response with the contract. */
  check(route: string, exchange: Exchange): void {
    for (const difference of differencesOf(route, exchange)) this.differ(route, exchange.status, difference);
  }

  differ(route: string, status: number, difference: string): void {
    const line = `${route} ${status}: ${difference}`;
    if (!this.differences.includes(line)) this.differences.push(line);
  }

  /** Records what was seen of an assumption. */
  learn(assumption: string, seen: string, agrees?: boolean): void {
    const entry = ASSUMPTIONS.find(({ id }) => id === assumption);
    if (entry === undefined) throw new Error(`The sandbox has no assumption ${assumption}`);
    this.findings.push({ assumption, questions: entry.questions ?? [], seen, agrees });
  }

  note(line: string): void {
    this.notes.push(line);
  }

  /** For people, and for an issue. */
  toString(): string {
    const open = Array.from({ length: QUESTIONS }, (_, index) => index + 1);
    const seen = new Set(this.findings.flatMap(({ questions }) => questions));
    return [
      `Differences from the contract: ${this.differences.length}`,
      ...this.differences.map((line) => `  ${line}`),
      "",
      "Open questions (npx @sendo/sandbox fidelity lists them):",
      ...open.flatMap((number) => this.#linesOf(number)),
      `  not observable here: ${open.filter((number) => !seen.has(number)).join(", ")}`,
      "",
      ...this.findings.filter(({ questions }) => questions.length === 0).map((finding) => lineOf("  ", finding)),
      ...this.notes,
    ].join("\n");
  }

  #linesOf(number: number): string[] {
    const found = this.findings.filter(({ questions }) => questions.includes(number));
    return found.map((finding) => lineOf(`  ${number}. `, finding));
  }
}

function lineOf(start: string, { assumption, seen, agrees }: Finding): string {
  const verdict = agrees === undefined ? "" : agrees ? " (as the sandbox)" : " (NOT as the sandbox)";
  return `${start}${assumption}: ${seen}${verdict}`;
}
