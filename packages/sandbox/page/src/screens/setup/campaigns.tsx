import { useConnected, useStore } from "../../store/use-store.js";
import { ActionButton } from "../../ui/action-button.js";

/** The review that takes days to weeks with Sendo, and a click here. */
export function Campaigns() {
  const { live } = useConnected();
  const campaigns = useStore((state) => state.campaigns);
  const review = (id: string, verdict: "approve" | "reject") =>
    live.api.post(`/campaigns/${encodeURIComponent(id)}/${verdict}`);
  return (
    <section className="card" aria-label="Campaigns">
      <h2>Campaigns</h2>
      <ul className="plain">
        {campaigns.map(({ id, displayName, status }) => (
          <li key={id} data-campaign={id}>
            <div className="section-head">
              <span>
                <strong>{displayName}</strong> <code>{id}</code>
              </span>
              <span className="chip" data-kind={status === "ACTIVE" ? "good" : "warn"}>
                {status}
              </span>
            </div>
            {status === "PENDING" && (
              <div className="actions">
                <ActionButton icon="done" work={() => review(id, "approve")}>
                  Approve
                </ActionButton>
                <ActionButton icon="close" work={() => review(id, "reject")}>
                  Reject
                </ActionButton>
              </div>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
