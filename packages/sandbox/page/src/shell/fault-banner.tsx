import { hrefOf } from "../router/route.js";
import { nameFaults } from "../model/name-faults.js";
import { useConnected, useStore } from "../store/use-store.js";
import { ActionButton } from "../ui/action-button.js";
import { Icon } from "../ui/icon.js";

/** The banner appears on every screen, so that a simulated failure is not mistaken for a bug. */
export function FaultBanner() {
  const { live } = useConnected();
  const active = useStore((state) => state.faults).filter((fault) => fault.active);
  if (active.length === 0) return null;
  return (
    <div className="banner banner-bad" role="status">
      <Icon name="faults" />
      <a href={hrefOf("faults")}>{nameFaults(active)}</a>
      <ActionButton icon="off" work={() => live.api.act("/faults/off")}>
        Turn off all
      </ActionButton>
    </div>
  );
}
