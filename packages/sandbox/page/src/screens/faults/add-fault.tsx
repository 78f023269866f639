import { useState } from "react";
import { EVENT_EFFECTS, FAULT_EFFECTS } from "../../model/describe-fault.js";
import { parsePhone } from "../../model/phone-format.js";
import { useConnected, useStore } from "../../store/use-store.js";
import { Icon } from "../../ui/icon.js";
import { Problem } from "../../ui/problem.js";
import type { Fault } from "../../wire.js";
import { useAction } from "../../ui/use-action.js";
import { RuleField } from "./rule-field.js";

const OF_API = Object.keys(FAULT_EFFECTS).filter((name) => !EVENT_EFFECTS.has(name as Fault["effect"]));

/** Form for a new fault rule. */
export function AddFault() {
  const { live } = useConnected();
  const routes = useStore((state) => state.faultRoutes);
  const webhooks = useStore((state) => state.webhooks);
  const { busy, error, run } = useAction();
  const [effect, setEffect] = useState<Fault["effect"]>("status");
  const [place, setPlace] = useState("");
  const [status, setStatus] = useState("503");
  const [delay, setDelay] = useState("3s");
  const [number, setNumber] = useState("");
  const [times, setTimes] = useState("");
  const [percent, setPercent] = useState("100");
  const [length, setLength] = useState("");
  const ofEvents = EVENT_EFFECTS.has(effect);
  const choose = (next: Fault["effect"]): void => {
    if (EVENT_EFFECTS.has(next) !== ofEvents) setPlace(""); // an endpoint does not apply to webhooks
    setEffect(next);
  };
  const add = (): Promise<boolean> =>
    run(() =>
      live.api.act("/faults", {
        body: {
          effect,
          ...(effect === "status" && { status: Number(status) }),
          ...(effect === "delay" && { delay }),
          ...(place !== "" && { [ofEvents ? "webhook" : "route"]: place }),
          ...(number !== "" && { number: parsePhone(number) ?? number }),
          ...(times !== "" && { times: Number(times) }),
          ...(length !== "" && { for: length }),
          probability: Number(percent) / 100,
        },
      }),
    );
  return (
    <form
      className="card rule"
      aria-label="New rule"
      onSubmit={(event) => {
        event.preventDefault();
        void add();
      }}
    >
      <div className="rule-line">
        <label className="rule-field rule-wide">
          <span>Effect</span>
          <select value={effect} onChange={(event) => choose(event.target.value as Fault["effect"])}>
            <optgroup label="API call">
              <Effects names={OF_API} />
            </optgroup>
            <optgroup label="Event">
              <Effects names={[...EVENT_EFFECTS]} />
            </optgroup>
          </select>
        </label>
        <label className="rule-field rule-wide">
          <span>{ofEvents ? "Webhook" : "Endpoint"}</span>
          <select value={place} onChange={(event) => setPlace(event.target.value)}>
            <option value="">{ofEvents ? "any webhook" : "any endpoint"}</option>
            {ofEvents
              ? webhooks.map(({ id, url }) => (
                  <option key={id} value={id}>
                    {url}
                  </option>
                ))
              : routes.map((route) => <option key={route}>{route}</option>)}
          </select>
        </label>
        {effect === "status" && <RuleField label="Status" value={status} onChange={setStatus} type="number" />}
        {effect === "delay" && <RuleField label="Delay" value={delay} onChange={setDelay} />}
      </div>
      <div className="rule-line">
        <RuleField label="Only number" value={number} onChange={setNumber} type="tel" placeholder="any number" />
        <RuleField label="Percent" value={percent} onChange={setPercent} type="number" />
        <RuleField label="Times" value={times} onChange={setTimes} type="number" placeholder="unlimited" />
        <RuleField label="Duration" value={length} onChange={setLength} placeholder="until removed" />
        <button type="submit" className="button button-primary" disabled={busy}>
          <Icon name="plus" />
          Add rule
        </button>
      </div>
      <Problem text={error} />
    </form>
  );
}

function Effects({ names }: { readonly names: readonly string[] }) {
  return names.map((name) => (
    <option key={name} value={name}>
      {FAULT_EFFECTS[name as Fault["effect"]]}
    </option>
  ));
}
