import { useConnected, useStore } from "../../store/use-store.js";
import { ConfirmButton } from "../../ui/confirm-button.js";
import { Icon } from "../../ui/icon.js";

/** Buttons that export or delete all messages. */
export function InboxActions() {
  const { live, store } = useConnected();
  const isEmpty = useStore((state) => state.messages.size === 0);
  if (isEmpty) return null;
  return (
    <div className="actions">
      <button
        type="button"
        className="button button-small"
        onClick={() => download([...store.get().messages.values()])}
      >
        <Icon name="export" />
        Export
      </button>
      <ConfirmButton question="Delete all messages" keep="Cancel" work={() => live.api.act("/messages/clear")}>
        Clear
      </ConfirmButton>
    </div>
  );
}

function download(messages: readonly object[]): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([JSON.stringify(messages, null, 2)], { type: "application/json" }));
  link.download = "sendo-sandbox-messages.json";
  link.click();
  URL.revokeObjectURL(link.href);
}
