import type { Account } from "../engine/account.js";
import type { MessageRecord } from "../engine/message-record.js";
import { matchTexts } from "./match-texts.js";

const SHOWN = 10;
const LONGEST_SHOWN = 200;

/**
 * @internal What was sent to `number` and why each text is not the one, then what would match and went elsewhere. The texts
 * are shown: they are test data in a sandbox, and what a failed test needs to tell.
 */
export function nearMisses(account: Account, number: string, pattern: RegExp): readonly string[] {
  const sent = account.messages().filter(({ direction }) => direction === "OUTBOUND");
  const here = sent.filter(({ to }) => to === number).slice(-SHOWN);
  const others = sent.filter(({ to }) => to !== number);
  const matches = matchTexts(
    pattern,
    others.map(({ body }) => body),
  );
  const elsewhere = others.filter((_, index) => matches[index] !== null).slice(-SHOWN);
  const lines =
    here.length === 0
      ? ["Nothing was sent to this phone."]
      : ["Sent to this phone, latest last:", ...here.map((record) => `  ${line(record)}  ${why(record)}`)];
  if (elsewhere.length > 0) {
    lines.push(
      "These match, but went to other phones:",
      ...elsewhere.map((record) => `  ${record.to}  ${line(record)}`),
    );
  }
  return lines;

  function why(record: MessageRecord): string {
    if (!fits(pattern, record)) return ignoresCase(record) ? "(differs in case)" : "(does not match)";
    if (account.returned.has(record)) return "(matches; an earlier waitFor returned it)";
    if (record.status === "DELIVERED") return "(matches)";
    return record.failure === undefined ? "(matches; has not arrived)" : "(matches; failed)";
  }

  function ignoresCase(record: MessageRecord): boolean {
    return fits(new RegExp(pattern.source, `${pattern.flags.replace("i", "")}i`), record);
  }

  function fits(given: RegExp, { body }: MessageRecord): boolean {
    return matchTexts(given, [body])[0] !== null;
  }
}

function line({ status, failure, body }: MessageRecord): string {
  const characters = [...body];
  const shown = characters.length > LONGEST_SHOWN ? `${characters.slice(0, LONGEST_SHOWN).join("")}…` : body;
  return `${status}${failure === undefined ? "" : ` ${failure.code}`}  ${JSON.stringify(shown)}`;
}
