import { useState } from "react";
import { useConnected, useStore } from "../../store/use-store.js";
import { ActionButton } from "../../ui/action-button.js";
import type { Message } from "../../wire.js";

const STATUSES = ["SENT", "DELIVERED", "READ", "EXPIRED"] as const;
const FIRST_CODE = 1330;

/** Buttons that set a message's status. */
export function ForceStatus({ message }: { readonly message: Message }) {
  const { live } = useConnected();
  const failures = useStore((state) => state.info?.failures) ?? [];
  const [code, setCode] = useState(FIRST_CODE);
  const set = (body: object): Promise<unknown> => live.api.act("/messages/{id}/status", { id: message.id, body });
  return (
    <div className="force">
      <h3>Set status</h3>
      <div className="actions">
        {STATUSES.filter((status) => status !== message.status).map((status) => (
          <ActionButton key={status} work={() => set({ status })}>
            {status}
          </ActionButton>
        ))}
      </div>
      <div className="actions">
        <ActionButton work={() => set({ status: "FAILED", errorCode: code })}>FAILED</ActionButton>
        <select
          className="grow small"
          aria-label="Failure code"
          value={code}
          onChange={(event) => setCode(Number(event.target.value))}
        >
          {failures.map(({ code: each, text }) => (
            <option key={each} value={each}>
              {each} {text}
            </option>
          ))}
        </select>
      </div>
    </div>
  );
}
