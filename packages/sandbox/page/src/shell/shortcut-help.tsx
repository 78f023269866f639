import { PLACES } from "./navigation.js";

export const SHORTCUT_HELP_ID = "shortcuts";

/** All keys. */
export function ShortcutHelp() {
  return (
    <div className="help" id={SHORTCUT_HELP_ID} popover="auto" role="dialog" aria-label="Keyboard shortcuts">
      <h2>Keyboard</h2>
      <dl>
        <Keys keys={["j", "k"]} does="next and previous conversation" />
        <Keys keys={["r"]} does="write back" />
        <Keys keys={["Enter"]} does="send; with Shift a new line" />
        <Keys keys={["/"]} does="search" />
        <Keys keys={["Esc"]} does="leave a field, close this" />
        {PLACES.map(({ key, label, screen }) => (
          <Keys key={screen} keys={["g", key]} does={label} />
        ))}
        <Keys keys={["?"]} does="this list" />
      </dl>
    </div>
  );
}

function Keys({ keys, does }: { readonly keys: readonly string[]; readonly does: string }) {
  return (
    <div>
      <dt>
        {keys.map((key) => (
          <kbd key={key}>{key}</kbd>
        ))}
      </dt>
      <dd>{does}</dd>
    </div>
  );
}
