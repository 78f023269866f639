import { useState } from "react";
import { Screen } from "../../ui/screen.js";
import { useFetched } from "../../ui/use-fetched.js";
import { Problem } from "../../ui/problem.js";
import type { MagicNumber } from "../../wire.js";
import { MagicRow } from "./magic-row.js";

const KINDS: Readonly<Record<string, string>> = {
  delivery: "How it ends",
  reply: "What the recipient replies",
  webhook: "How its events arrive",
  answer: "How the API responds",
};

/** Numbers whose last four digits decide what happens. */
export function MagicScreen() {
  const { value, error } = useFetched<{ numbers: readonly MagicNumber[] }>("/magic");
  const [words, setWords] = useState("");
  const found = (value?.numbers ?? []).filter(({ suffix, outcome }) =>
    `${suffix} ${outcome}`.toLowerCase().includes(words.toLowerCase()),
  );
  return (
    <Screen
      title="Magic numbers"
      lead="The last four digits decide the outcome. +1 500 555 and twelve other prefixes do the same, so parallel tests need not share a number."
      actions={
        <input
          type="search"
          value={words}
          placeholder="Search"
          aria-label="Search magic numbers"
          data-search=""
          onChange={(event) => setWords(event.target.value)}
        />
      }
    >
      <Problem text={error} />
      {value !== undefined && found.length === 0 && <p className="hint">No magic number matches.</p>}
      {Object.entries(KINDS).map(([kind, title]) => {
        const rows = found.filter((number) => number.kind === kind);
        return (
          rows.length > 0 && (
            <section key={kind} className="stack" aria-label={title}>
              <h2>{title}</h2>
              <ul className="rows">
                {rows.map((number) => (
                  <MagicRow key={number.suffix} number={number} />
                ))}
              </ul>
            </section>
          )
        );
      })}
    </Screen>
  );
}
