import { useState } from "react";
import { Screen } from "../../ui/screen.js";
import { useFetched } from "../../ui/use-fetched.js";
import { Problem } from "../../ui/problem.js";
import type { MagicNumber } from "../../wire.js";
import { MagicRow } from "./magic-row.js";

const KINDS: Readonly<Record<string, string>> = {
  delivery: "Delivery",
  reply: "Replies",
  webhook: "Webhook events",
  answer: "API responses",
};

/** Screen with all magic numbers. */
export function MagicScreen() {
  const { value, error } = useFetched<{ numbers: readonly MagicNumber[] }>("/magic");
  const [words, setWords] = useState("");
  const found = (value?.numbers ?? []).filter(({ suffix, outcome }) =>
    `${suffix} ${outcome}`.toLowerCase().includes(words.toLowerCase()),
  );
  return (
    <Screen
      title="Magic numbers"
      lead="The last four digits select the outcome. You can use +1 500 555 or any of twelve other prefixes, so parallel tests can use different numbers."
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
      {value !== undefined && found.length === 0 && (
        <p className="hint">None of the magic numbers matches your search.</p>
      )}
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
