import { useConnected } from "../../store/use-store.js";
import { ActionButton } from "../../ui/action-button.js";
import type { Message } from "../../wire.js";

const CHOICES = [
  { status: "SENT" },
  { status: "DELIVERED" },
  { status: "READ" },
  { status: "EXPIRED" },
  { status: "FAILED", errorCode: 1330 },
] as const;

/** Decides what happens to a text, against what would have come by itself. */
export function ForceStatus({ message }: { readonly message: Message }) {
  const { live } = useConnected();
  return (
    <div className="force">
      <h3>Make it</h3>
      <div className="actions">
        {CHOICES.filter(({ status }) => status !== message.status).map((choice) => (
          <ActionButton
            key={choice.status}
            work={() => live.api.act("/messages/{id}/status", { id: message.id, body: choice })}
          >
            {choice.status}
            {"errorCode" in choice && ` ${choice.errorCode}`}
          </ActionButton>
        ))}
      </div>
    </div>
  );
}
