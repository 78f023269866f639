import { OPTION_NAMES as CLIENT_NAMES } from "../options/option-names.js";
import { OPTION_NAMES as RECEIVER_NAMES } from "../receiver/receiver-options.js";
import { OPTION_NAMES as GATE_NAMES } from "../gate/gate.js";

const NAMES = { client: CLIENT_NAMES, receiver: RECEIVER_NAMES, gate: GATE_NAMES };
const MOST_EDITS = 2;

/**
 * Removes options meant for other plugins, because some frameworks pass the same object to every plugin. An option
 * whose name resembles that of a known option is not removed, so validation still rejects misspelled options.
 *
 * @param of - Whose options to keep: the client's, the receiver's or the gate's.
 * @param own - Names of the adapter's own options.
 *
 * @returns The remaining options, and the names of the options that were removed.
 */
export function splitForeignOptions<Options extends object>(
  of: keyof typeof NAMES,
  options: Options,
  own: readonly string[] = [],
): { readonly options: Options; readonly foreign: readonly string[] } {
  const names = [...Object.keys(NAMES[of]), ...own];
  const foreign = Object.keys(options).filter((given) => !names.some((name) => resembles(given, name)));
  if (foreign.length === 0) return { options, foreign };
  const left = Object.entries(options).filter(([name]) => !foreign.includes(name));
  return { options: Object.fromEntries(left) as Options, foreign };
}

function resembles(given: string, name: string): boolean {
  if (given === name) return true;
  const [a, b] = [given.toLowerCase(), name.toLowerCase()];
  // Two edits can turn any short word into any other short word.
  if (Math.min(a.length, b.length) <= MOST_EDITS) return a === b;
  return a.startsWith(b) || b.startsWith(a) || edits(a, b) <= MOST_EDITS;
}

/** Number of letters to add, remove or replace to turn one word into the other. */
function edits(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}
