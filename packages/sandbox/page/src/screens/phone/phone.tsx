import { useEffect, type ReactNode } from "react";
import type { Conversation } from "../../model/conversations.js";
import { formatPhone } from "../../model/phone-format.js";
import { hrefOf } from "../../router/route.js";
import { useStore } from "../../store/use-store.js";
import { markRead } from "../../store/read-marks.js";
import type { Message } from "../../wire.js";
import { Composer } from "./composer.js";
import { Thread } from "./thread.js";

const NONE: readonly Message[] = [];

/** Phone with its conversation and composer. */
export function Phone({
  phone,
  conversation,
  head,
  query = "",
}: {
  readonly phone: string;
  readonly conversation: Conversation | undefined;
  readonly head?: ReactNode;
  /** Scrolls to the latest message found by this search. */
  readonly query?: string;
}) {
  useEffect(() => {
    if (conversation !== undefined && document.visibilityState === "visible") markRead(conversation);
  }, [conversation]);
  return (
    <section className="phone" aria-label={`Phone ${formatPhone(phone)}`} data-phone={phone}>
      <header className="phone-head">
        <h2>{formatPhone(phone)}</h2>
        {head}
        <OptOuts phone={phone} />
      </header>
      <Thread phone={phone} messages={conversation?.messages ?? NONE} query={query} />
      <Composer phone={phone} conversation={conversation} />
    </section>
  );
}

function OptOuts({ phone }: { readonly phone: string }) {
  const optOuts = useStore((state) => state.optOuts);
  const campaigns = useStore((state) => state.campaigns);
  const own = optOuts.filter(({ number }) => number === phone);
  if (own.length === 0) return null;
  return (
    <p className="phone-optouts">
      {own.map(({ campaign }) => (
        <a key={campaign} className="chip" data-kind="warn" href={hrefOf("campaigns")}>
          opted out of {campaigns.find(({ id }) => id === campaign)?.displayName ?? campaign}
        </a>
      ))}
    </p>
  );
}
