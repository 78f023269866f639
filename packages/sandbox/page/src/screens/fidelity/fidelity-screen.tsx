import { useState } from "react";
import { Problem } from "../../ui/problem.js";
import { Screen } from "../../ui/screen.js";
import { useFetched } from "../../ui/use-fetched.js";
import type { Assumption } from "../../wire.js";

/** Screen with documented and assumed behavior. */
export function FidelityScreen() {
  const { value, error } = useFetched<{ assumptions: readonly Assumption[] }>("/fidelity");
  const [words, setWords] = useState("");
  const all = value?.assumptions ?? [];
  const found = all.filter((each) => JSON.stringify(each).toLowerCase().includes(words.toLowerCase()));
  const documented = all.filter(({ grade }) => grade === "documented").length;
  return (
    <Screen
      title="Fidelity"
      lead={
        <>
          What Sendo documents, and what this sandbox assumes because the documentation leaves it open.{" "}
          {all.length > 0 && (
            <strong className="nowrap">
              {documented} documented, {all.length - documented} assumed.
            </strong>
          )}
        </>
      }
      actions={
        <input
          type="search"
          value={words}
          placeholder="Search"
          aria-label="Search the assumptions"
          data-search=""
          onChange={(event) => setWords(event.target.value)}
        />
      }
    >
      <Problem text={error} />
      <ul className="ledger">
        {found.map((each) => (
          <LedgerEntry key={each.id} entry={each} />
        ))}
      </ul>
      {all.length > 0 && found.length === 0 && <p className="hint">No entry matches.</p>}
    </Screen>
  );
}

function LedgerEntry({ entry }: { readonly entry: Assumption }) {
  const { id, statement, grade, source, option, noOption } = entry;
  return (
    <li className="ledger-entry">
      <span className="chip" data-kind={grade === "documented" ? "good" : "warn"}>
        {grade}
      </span>
      <div>
        <p>{statement}</p>
        <p className="hint">
          <code>{id}</code> · {source} ·{" "}
          {option === undefined ? (
            noOption
          ) : (
            <>
              change it with <code>{option}</code>
            </>
          )}
        </p>
      </div>
    </li>
  );
}
