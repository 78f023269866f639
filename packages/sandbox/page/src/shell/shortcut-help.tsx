import { useState } from "react";
import { Icon } from "../ui/icon.js";
import { PLACES } from "./navigation.js";
import { areShortcutsOn, switchShortcuts } from "./shortcut-switch.js";

const ID = "shortcuts";

/** Opens or closes the list of keyboard shortcuts. */
export function toggleShortcutHelp(): void {
  const dialog = document.getElementById(ID) as HTMLDialogElement | null;
  if (dialog?.open === true) dialog.close();
  else dialog?.showModal();
}

/** Dialog with all keyboard shortcuts. */
export function ShortcutHelp() {
  const [on, setOn] = useState(areShortcutsOn);
  return (
    <dialog
      className="help"
      id={ID}
      aria-labelledby="shortcuts-title"
      onClick={(event) => event.target === event.currentTarget && event.currentTarget.close()}
    >
      <form method="dialog" className="help-head">
        <h2 id="shortcuts-title">Keyboard shortcuts</h2>
        <button className="button button-small button-plain" aria-label="Close" autoFocus>
          <Icon name="close" />
        </button>
      </form>
      <label className="switch">
        <input
          type="checkbox"
          role="switch"
          checked={on}
          onChange={({ target }) => {
            switchShortcuts(target.checked);
            setOn(target.checked);
          }}
        />
        Single-key shortcuts
      </label>
      <dl>
        <Keys keys={["j", "k"]} does="next and previous conversation" />
        <Keys keys={["r"]} does="text back" />
        <Keys keys={["Enter"]} does="send the message (Shift+Enter starts a new line)" />
        <Keys keys={["/"]} does="search" />
        <Keys keys={["Esc"]} does="leave a field or close this list" />
        {PLACES.map(({ key, label, screen }) => (
          <Keys key={screen} keys={["g", key]} does={label} />
        ))}
        <Keys keys={["?"]} does="show this list" />
      </dl>
    </dialog>
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
