import { phoneOf } from "../../model/conversations.js";
import { formatPhone } from "../../model/phone-format.js";
import { hrefOf } from "../../router/route.js";
import { go } from "../../router/use-route.js";
import { useConnected, useStore } from "../../store/use-store.js";
import { ConfirmButton } from "../../ui/confirm-button.js";
import { EmptyState } from "../../ui/empty-state.js";
import { Icon } from "../../ui/icon.js";
import { JsonBlock } from "../../ui/json-block.js";
import { Screen } from "../../ui/screen.js";
import { StatusTicks } from "../../ui/status-ticks.js";
import { useFetched } from "../../ui/use-fetched.js";
import type { MessageDetails } from "../../wire.js";
import { DeliveryRow } from "../webhooks/delivery-row.js";
import { ForceStatus } from "./force-status.js";
import { RequestAndAnswer } from "./request-and-answer.js";
import { Timeline } from "./timeline.js";

/** Screen with a message's timeline. */
export function MessageScreen({ id }: { readonly id: string }) {
  // A change to the message, its deliveries or its request reloads the details.
  const changed = useStore((state) => state.messages.get(id));
  const { live } = useConnected();
  const deliveries = useStore((state) => state.deliveries);
  const requests = useStore((state) => state.requests);
  const version = `${changed?.updatedAt} ${changed?.status} ${countAttempts(deliveries.values(), id)} ${
    requests.findLast(({ message }) => message === id)?.id
  }`;
  const { value, error } = useFetched<MessageDetails>(`/messages/${encodeURIComponent(id)}`, version);
  if (error !== undefined) {
    return (
      <Screen title="Message">
        <EmptyState icon="messages" title="Message not found">
          <p>{error} The message was deleted, or belongs to an earlier run of the sandbox.</p>
        </EmptyState>
      </Screen>
    );
  }
  if (value === undefined) return <Screen title="Message">{null}</Screen>;
  const { message, timeline } = value;
  const phone = phoneOf(message);
  return (
    <Screen
      title={message.direction === "OUTBOUND" ? `To ${formatPhone(phone)}` : `From ${formatPhone(phone)}`}
      lead={
        <q className="quote" dir="auto">
          {message.body === "" ? "(photo)" : message.body}
        </q>
      }
      actions={
        <>
          <a className="button" href={hrefOf("inbox", phone)}>
            <Icon name="back" />
            Conversation
          </a>
          <ConfirmButton
            question="Delete this message"
            keep="Cancel"
            work={async () => {
              await live.api.act("/messages/{id}/delete", { id });
              go(hrefOf("inbox", phone), { replace: true });
            }}
          >
            Delete
          </ConfirmButton>
        </>
      }
    >
      <div className="columns">
        <section className="card" aria-label="Timeline">
          <h2 className="card-head">
            Timeline
            <StatusTicks message={message} />
          </h2>
          <Timeline entries={timeline} deliveries={value.deliveries} />
          {message.direction === "OUTBOUND" && <ForceStatus message={message} />}
        </section>
        <div className="stack">
          <RequestAndAnswer message={message} entry={requests.findLast((entry) => entry.message === id)} />
          <JsonBlock label="Current state in the API" value={message} />
        </div>
      </div>
      <section className="stack" aria-label="Webhook deliveries">
        <h2>Webhook deliveries</h2>
        {value.deliveries.length === 0 ? (
          <p className="hint">
            None. The campaign's webhook receives an event for every change. Add one under{" "}
            <a href={hrefOf("webhooks")}>Webhooks</a>.
          </p>
        ) : (
          <ul className="rows">
            {value.deliveries.map((delivery) => (
              <DeliveryRow key={delivery.id} delivery={delivery} />
            ))}
          </ul>
        )}
      </section>
    </Screen>
  );
}

function countAttempts(deliveries: Iterable<MessageDetails["deliveries"][number]>, id: string): number {
  let count = 0;
  for (const { event, attempts } of deliveries) if (event.message["id"] === id) count += 1 + attempts.length;
  return count;
}
