import { hrefOf } from "../../router/route.js";
import { useStore } from "../../store/use-store.js";
import { Icon } from "../../ui/icon.js";

/** Setup steps with their progress. */
export function Checklist() {
  const requests = useStore((state) => state.requests);
  const messages = useStore((state) => state.messages);
  const webhooks = useStore((state) => state.webhooks);
  const deliveries = useStore((state) => state.deliveries);
  const steps = [
    {
      done: requests.some(({ tenant }) => tenant !== undefined),
      label: "A request with a valid key",
      screen: "requests",
    },
    {
      done: [...messages.values()].some(({ direction }) => direction === "OUTBOUND"),
      label: "A message from your app",
      screen: "inbox",
    },
    { done: webhooks.length > 0, label: "A webhook", screen: "webhooks" },
    {
      done: [...deliveries.values()].some(({ state }) => state === "delivered"),
      label: "An event that your app acknowledged with 2xx",
      screen: "webhooks",
    },
    {
      done: [...messages.values()].some(({ direction }) => direction === "INBOUND"),
      label: "A text from a phone",
      screen: "phones",
    },
  ] as const;
  return (
    <section className="card" aria-label="Progress">
      <h2>
        {steps.filter(({ done }) => done).length} of {steps.length} done
      </h2>
      <ul className="checklist">
        {steps.map(({ done, label, screen }) => (
          <li key={label} data-done={done}>
            <span className="check">{done && <Icon name="done" />}</span>
            <a href={hrefOf(screen)}>{label}</a>
            <span className="sr-only">{done ? "done" : "not yet"}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
