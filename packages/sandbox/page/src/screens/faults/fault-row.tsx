import { duration } from "../../model/sandbox-time.js";
import { describeFault } from "../../model/describe-fault.js";
import { useSandboxNow } from "../../store/use-sandbox-now.js";
import { useConnected } from "../../store/use-store.js";
import { ActionButton } from "../../ui/action-button.js";
import type { Fault } from "../../wire.js";

/** Fault rule with its hit count. */
export function FaultRow({ fault }: { readonly fault: Fault }) {
  const { live } = useConnected();
  const now = useSandboxNow();
  const { id, hits, active, until, preset } = fault;
  return (
    <li className="row" data-fault={id} data-state={active ? "active" : "past"}>
      <div className="row-main">
        <span className="row-title">{describeFault(fault)}</span>
        {preset !== undefined && <span className="chip">{preset}</span>}
        <span className="row-state number">
          {hits} {hits === 1 ? "hit" : "hits"}
          {until !== undefined && now !== undefined && active && ` · ${duration(Date.parse(until) - now)} left`}
          {!active && " · expired"}
        </span>
        <span className="row-actions">
          <ActionButton
            icon="trash"
            kind="button-plain"
            label={`Remove ${id}`}
            work={() => live.api.act("/faults/{id}/remove", { id })}
          />
        </span>
      </div>
    </li>
  );
}
