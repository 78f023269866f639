import { hrefOf, type Route } from "../../router/route.js";
import { useStore } from "../../store/use-store.js";
import { EmptyState } from "../../ui/empty-state.js";
import { Screen } from "../../ui/screen.js";
import { AddWebhook } from "./add-webhook.js";
import { DeliveryRow } from "./delivery-row.js";
import { WebhookCard } from "./webhook-card.js";

const SHOWN = 100;

/** Screen with webhooks and deliveries. */
export function WebhooksScreen({ route }: { readonly route: Route }) {
  const webhooks = useStore((state) => state.webhooks);
  const deliveries = useStore((state) => state.deliveries);
  const { state: only = "" } = route.query;
  const all = [...deliveries.values()].reverse();
  const shown = only === "" ? all : all.filter(({ state }) => state === only);
  return (
    <Screen
      title="Webhooks"
      lead="Every event, with its attempts and the time of the next attempt. A failed delivery is retried up to six times, after 1, 2, 4, 8, 16 and 32 minutes."
    >
      <AddWebhook />
      {webhooks.length === 0 ? (
        <EmptyState icon="webhooks" title="No webhooks yet">
          <p>
            Add your app's URL above, or start the sandbox with <code>--webhook</code>. Only local URLs are accepted.
          </p>
        </EmptyState>
      ) : (
        <ul className="cards">
          {webhooks.map((webhook) => (
            <WebhookCard key={webhook.id} webhook={webhook} />
          ))}
        </ul>
      )}
      <section className="stack" aria-label="Deliveries">
        <div className="section-head">
          <h2>Deliveries</h2>
          <div className="filters">
            {["", "waiting", "delivered", "failed"].map((state) => (
              <a
                key={state}
                className="button button-small"
                aria-current={state === only ? "true" : undefined}
                href={hrefOf("webhooks", undefined, { state })}
              >
                {state === "" ? "all" : state}{" "}
                <span className="number">
                  {state === "" ? all.length : all.filter((each) => each.state === state).length}
                </span>
              </a>
            ))}
          </div>
        </div>
        {shown.length === 0 ? (
          <p className="hint">
            {only === ""
              ? "No deliveries yet. Send a message to or from a phone to create the first event."
              : `There are no ${only} deliveries.`}
          </p>
        ) : (
          <ul className="rows">
            {shown.slice(0, SHOWN).map((delivery) => (
              <DeliveryRow key={delivery.id} delivery={delivery} />
            ))}
          </ul>
        )}
        {shown.length > SHOWN && (
          <p className="hint">
            Showing the latest {SHOWN} of {shown.length}.
          </p>
        )}
      </section>
    </Screen>
  );
}
