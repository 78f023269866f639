import { useConnected } from "../../store/use-store.js";
import { Problem } from "../../ui/problem.js";
import { useAction } from "../../ui/use-action.js";
import type { Fault, FaultPreset } from "../../wire.js";

/** Switch for a fault preset. */
export function PresetCard({ preset, faults }: { readonly preset: FaultPreset; readonly faults: readonly Fault[] }) {
  const { live } = useConnected();
  const { error, run } = useAction();
  const active = faults.filter((fault) => fault.active);
  const hits = faults.reduce((sum, fault) => sum + fault.hits, 0);
  const change = (on: boolean): Promise<unknown> =>
    on
      ? live.api.act("/faults", { body: { preset: preset.name } })
      : Promise.all(faults.map(({ id }) => live.api.act("/faults/{id}/remove", { id })));
  return (
    <li className="card preset" data-active={active.length > 0}>
      <label className="switch">
        <input
          type="checkbox"
          role="switch"
          checked={active.length > 0}
          onChange={(event) => void run(() => change(event.target.checked))}
        />
        <strong>{preset.name}</strong>
        {hits > 0 && <span className="chip number">{hits} hits</span>}
      </label>
      <p>{preset.description}</p>
      <Problem text={error} />
    </li>
  );
}
