import { useState } from "react";
import { EVENT_EFFECTS, FAULT_EFFECTS } from "../../model/describe-fault.js";
import { parsePhone } from "../../model/phone-format.js";
import { useConnected } from "../../store/use-store.js";
import { Icon } from "../../ui/icon.js";
import { Problem } from "../../ui/problem.js";
import type { Fault } from "../../wire.js";
import { useAction } from "../../ui/use-action.js";

/** A rule of one's own. */
export function AddFault() {
  const { live } = useConnected();
  const { busy, error, run } = useAction();
  const [effect, setEffect] = useState("status");
  const [status, setStatus] = useState("503");
  const [number, setNumber] = useState("");
  const [times, setTimes] = useState("");
  const [percent, setPercent] = useState("100");
  const add = (): Promise<boolean> =>
    run(() =>
      live.api.act("/faults", {
        body: {
          effect,
          ...(effect === "status" && { status: Number(status) }),
          ...(number !== "" && { number: parsePhone(number) ?? number }),
          ...(times !== "" && { times: Number(times) }),
          probability: Number(percent) / 100,
        },
      }),
    );
  return (
    <form
      className="inline-form"
      onSubmit={(event) => {
        event.preventDefault();
        void add();
      }}
    >
      <select aria-label="What goes wrong" value={effect} onChange={(event) => setEffect(event.target.value)}>
        {Object.entries(FAULT_EFFECTS).map(([name, words]) => (
          <option key={name} value={name}>
            {`${EVENT_EFFECTS.has(name as Fault["effect"]) ? "any event" : "any call"} ${words}`}
          </option>
        ))}
      </select>
      {effect === "status" && <Field label="status" value={status} onChange={setStatus} type="number" />}
      <Field label="only for" value={number} onChange={setNumber} type="tel" placeholder="any number" />
      <Field label="times" value={times} onChange={setTimes} type="number" placeholder="any" />
      <Field label="percent" value={percent} onChange={setPercent} type="number" />
      <button type="submit" className="button button-primary" disabled={busy}>
        <Icon name="plus" />
        Add rule
      </button>
      <Problem text={error} />
    </form>
  );
}

function Field({
  label,
  value,
  onChange,
  type,
  placeholder,
}: {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly type: "number" | "tel";
  readonly placeholder?: string;
}) {
  return (
    <label className="field">
      <span>{label}</span>
      <input type={type} value={value} placeholder={placeholder} onChange={(event) => onChange(event.target.value)} />
    </label>
  );
}
