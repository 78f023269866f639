import { useState } from "react";
import { parseWords } from "../../model/words.js";
import { useConnected } from "../../store/use-store.js";
import { Problem } from "../../ui/problem.js";
import { useAction } from "../../ui/use-action.js";
import type { Campaign } from "../../wire.js";

const KINDS = [
  { name: "optout", label: "Opt out", words: "optoutKeywords", answer: "optoutMessage" },
  { name: "optin", label: "Opt in", words: "optinKeywords", answer: "optinMessage" },
  { name: "help", label: "Help", words: "helpKeywords", answer: "helpMessage" },
] as const;

type Written = Readonly<Record<(typeof KINDS)[number]["name"], string>>;

/** Keywords and automatic replies of a campaign, which Sendo shows on the campaign's settings page. */
export function CampaignWords({ campaign: { id, details } }: { readonly campaign: Campaign }) {
  const { live } = useConnected();
  const { busy, error, run } = useAction();
  const saved: Written = {
    optout: details.optoutKeywords.join(", "),
    optin: details.optinKeywords.join(", "),
    help: details.helpKeywords.join(", "),
  };
  const [changes, setChanges] = useState<Partial<Written>>({});
  const written: Written = { ...saved, ...changes };
  const changed = KINDS.filter(({ name }) => written[name] !== saved[name]);
  const save = async (): Promise<void> => {
    const body = Object.fromEntries(changed.map(({ name }) => [name, parseWords(written[name])]));
    if (await run(() => live.api.act("/campaigns/{id}/keywords", { id, body }))) setChanges({});
  };
  return (
    <div className="part" role="group" aria-label="Keywords">
      <h3>Keywords</h3>
      <form
        className="words"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        {KINDS.map(({ name, label, answer }) => (
          <div key={name} className="word">
            <label htmlFor={`${id}-${name}`}>{label}</label>
            <input
              id={`${id}-${name}`}
              className="small"
              value={written[name]}
              aria-describedby={`${id}-${name}-answer`}
              onChange={(event) => setChanges({ ...changes, [name]: event.target.value })}
            />
            <p className="hint" id={`${id}-${name}-answer`}>
              replies: <q className="quote">{details[answer]}</q>
            </p>
          </div>
        ))}
        <div className="actions">
          <button type="submit" className="button button-small" disabled={busy || changed.length === 0}>
            Save keywords
          </button>
          <span className="hint">Separate keywords with commas. STOP cannot be removed.</span>
        </div>
        <Problem text={error} />
      </form>
    </div>
  );
}
