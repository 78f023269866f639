import { dayAndTime } from "../model/sandbox-time.js";
import { hrefOf } from "../router/route.js";
import { useSandboxNow } from "../store/use-sandbox-now.js";
import { useStore } from "../store/use-store.js";
import { Icon } from "../ui/icon.js";
import { toggleShortcutHelp } from "./shortcut-help.js";
import { TenantPicker } from "./tenant-picker.js";
import { ThemeSwitch } from "./theme-switch.js";

const WORDS = {
  connecting: "connecting",
  live: "live",
  lost: "not connected",
  refused: "earlier run",
  gone: "unknown tenant",
} as const;

/** Clock, connection state and settings below the links. */
export function NavigationFoot() {
  const connection = useStore((state) => state.connection);
  const clock = useStore((state) => state.clock?.state);
  const now = useSandboxNow();
  return (
    <div className="nav-foot">
      <TenantPicker />
      <a className="nav-clock" href={hrefOf("clock")}>
        <span className="nav-time">{now === undefined ? "–" : dayAndTime(now)}</span>
        <span className="nav-mode">
          {clock?.mode === "manual" || clock?.frozen === true ? "sandbox time, frozen" : "sandbox time"}
        </span>
      </a>
      <div className="nav-tools">
        <span className="live" data-connection={connection} role="status">
          {WORDS[connection]}
        </span>
        <button
          type="button"
          className="button button-small button-plain only-wide"
          onClick={toggleShortcutHelp}
          aria-label="Keyboard shortcuts"
        >
          <Icon name="keyboard" />
        </button>
        <ThemeSwitch />
      </div>
    </div>
  );
}
