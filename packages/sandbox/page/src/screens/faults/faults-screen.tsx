import { useStore } from "../../store/use-store.js";
import { Screen } from "../../ui/screen.js";
import { AddFault } from "./add-fault.js";
import { FaultRow } from "./fault-row.js";
import { PresetCard } from "./preset-card.js";

/** Screen with presets and fault rules. */
export function FaultsScreen() {
  const faults = useStore((state) => state.faults);
  const presets = useStore((state) => state.presets);
  return (
    <Screen
      title="Faults"
      lead="Make requests and events fail on purpose. The logs name the rule behind each failure. The same seed produces the same failures."
    >
      <ul className="cards presets">
        {presets.map((preset) => (
          <PresetCard
            key={preset.name}
            preset={preset}
            faults={faults.filter((fault) => fault.preset === preset.name)}
          />
        ))}
      </ul>
      <section className="stack" aria-label="Rules">
        <h2>Rules</h2>
        <AddFault />
        {faults.length === 0 ? (
          <p className="hint">No fault rules. Everything works.</p>
        ) : (
          <ul className="rows">
            {faults.map((fault) => (
              <FaultRow key={fault.id} fault={fault} />
            ))}
          </ul>
        )}
      </section>
    </Screen>
  );
}
