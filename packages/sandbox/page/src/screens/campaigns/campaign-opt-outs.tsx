import { useState } from "react";
import { formatPhone, parsePhone } from "../../model/phone-format.js";
import { dayAndTime } from "../../model/sandbox-time.js";
import { hrefOf } from "../../router/route.js";
import { useConnected } from "../../store/use-store.js";
import { ActionButton } from "../../ui/action-button.js";
import { Problem } from "../../ui/problem.js";
import { useAction } from "../../ui/use-action.js";
import type { OptOut } from "../../wire.js";

const SHOWN = 50;

/** Recipients who opted out of a campaign. */
export function CampaignOptOuts({ id, optOuts }: { readonly id: string; readonly optOuts: readonly OptOut[] }) {
  const { live } = useConnected();
  const [typed, setTyped] = useState("");
  const { busy, error, run } = useAction();
  const set = (number: string, optedOut: boolean): Promise<unknown> =>
    live.api.act("/optouts", { body: { campaign: id, number, optedOut } });
  const add = async (): Promise<void> => {
    if (await run(() => set(parsePhone(typed) ?? typed, true))) setTyped("");
  };
  return (
    <div className="part" role="group" aria-label="Opted out">
      <h3>
        Opted out <span className="number">{optOuts.length}</span>
      </h3>
      {optOuts.length === 0 ? (
        <p className="hint">
          None. A phone that texts STOP to one of this campaign's numbers is listed here until it texts START.
        </p>
      ) : (
        <ul className="lines">
          {optOuts
            .slice(-SHOWN)
            .reverse()
            .map(({ number, at }) => (
              <li key={number} data-optout={number}>
                <a className="number" href={hrefOf("phones", number)}>
                  {formatPhone(number)}
                </a>
                <time className="hint number" dateTime={at}>
                  {dayAndTime(Date.parse(at))}
                </time>
                <ActionButton label={`Opt in ${formatPhone(number)}`} work={() => set(number, false)}>
                  Opt in
                </ActionButton>
              </li>
            ))}
        </ul>
      )}
      {optOuts.length > SHOWN && (
        <p className="hint">
          Showing the latest {SHOWN} of {optOuts.length}.
        </p>
      )}
      <form
        className="inline-form"
        onSubmit={(event) => {
          event.preventDefault();
          void add();
        }}
      >
        <input
          className="grow small"
          type="tel"
          value={typed}
          placeholder="+1 206 555 0142"
          aria-label="Number to opt out"
          onChange={(event) => setTyped(event.target.value)}
        />
        <button type="submit" className="button button-small" disabled={busy || typed === ""}>
          Opt out
        </button>
        <Problem text={error} />
      </form>
    </div>
  );
}
