import type { Account } from "../engine/account.js";
import type { MessageRecord } from "../engine/message-record.js";
import { matchBodies } from "./match-bodies.js";

const SHOWN = 10;
const LONGEST_SHOWN = 200;

/**
 * @internal Lists the messages to `number`, each with the reason why it was not returned. The list ends with matching
 * messages to other phones. It includes message bodies: they are only test data, and they help explain why a test failed.
 */
export function nearMisses(account: Account, number: string, pattern: RegExp): readonly string[] {
  const sent = account.messages().filter(({ direction }) => direction === "OUTBOUND");
  const here = sent.filter(({ to }) => to === number).slice(-SHOWN);
  const others = sent.filter(({ to }) => to !== number);
  const matches = matchBodies(
    pattern,
    others.map(({ body }) => body),
  );
  const elsewhere = others.filter((_, index) => matches[index] !== null).slice(-SHOWN);
  const lines =
    here.length === 0
      ? ["No message was sent to this phone."]
      : ["Messages to this phone, oldest first:", ...here.map((record) => `  ${line(record)}  ${why(record)}`)];
  if (elsewhere.length > 0) {
    lines.push(
      "Messages that match but were sent to other phones:",
      ...elsewhere.map((record) => `  ${record.to}  ${line(record)}`),
    );
  }
  return lines;

  function why(record: MessageRecord): string {
    if (!fits(pattern, record)) return ignoresCase(record) ? "(differs only in case)" : "(does not match)";
    if (account.returned.has(record)) return "(matches, but an earlier waitFor returned it)";
    if (record.status === "DELIVERED") return "(matches)";
    return record.failure === undefined ? "(matches, but has not arrived yet)" : "(matches, but failed)";
  }

  function ignoresCase(record: MessageRecord): boolean {
    return fits(new RegExp(pattern.source, `${pattern.flags.replace("i", "")}i`), record);
  }

  function fits(given: RegExp, { body }: MessageRecord): boolean {
    return matchBodies(given, [body])[0] !== null;
  }
}

function line({ status, failure, body }: MessageRecord): string {
  const characters = [...body];
  const shown = characters.length > LONGEST_SHOWN ? `${characters.slice(0, LONGEST_SHOWN).join("")}…` : body;
  return `${status}${failure === undefined ? "" : ` ${failure.code}`}  ${JSON.stringify(shown)}`;
}
