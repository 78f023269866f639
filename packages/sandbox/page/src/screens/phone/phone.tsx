import { useEffect, useState, type ReactNode } from "react";
import type { Conversation } from "../../model/conversations.js";
import { formatPhone } from "../../model/phone-format.js";
import { hrefOf } from "../../router/route.js";
import { useStore } from "../../store/use-store.js";
import { markRead } from "../../store/read-marks.js";
import { Bubble } from "./bubble.js";
import { Composer } from "./composer.js";

// More at once keep a browser busy, and nobody reads them.
const AT_FIRST = 200;

/** Somebody's phone: what it got, what it wrote, and where it writes. */
export function Phone({
  phone,
  conversation,
  head,
}: {
  readonly phone: string;
  readonly conversation: Conversation | undefined;
  readonly head?: ReactNode;
}) {
  const hasOptedOut = useStore((state) => state.optOuts.some(({ number }) => number === phone));
  const [most, setMost] = useState(AT_FIRST);
  const messages = conversation?.messages ?? [];
  const earlier = messages.length - most;
  useEffect(() => {
    if (conversation !== undefined && document.visibilityState === "visible") markRead(conversation);
  }, [conversation]);
  return (
    <section className="phone" aria-label={`Phone ${formatPhone(phone)}`} data-phone={phone}>
      <header className="phone-head">
        <h2>{formatPhone(phone)}</h2>
        {hasOptedOut && (
          <a className="chip" data-kind="warn" href={hrefOf("campaigns")}>
            opted out
          </a>
        )}
        {head}
      </header>
      <div className="thread" role="log" aria-label="Texts" tabIndex={0}>
        <ol className="thread-list">
          {earlier > 0 && (
            <li className="thread-earlier">
              <button type="button" className="button button-small" onClick={() => setMost(most + AT_FIRST)}>
                Show {Math.min(earlier, AT_FIRST)} earlier
              </button>
            </li>
          )}
          {messages.slice(-most).map((message) => (
            <Bubble key={message.id} message={message} />
          ))}
          {conversation === undefined && (
            <li className="thread-hint">
              Nothing yet. Have your app text <strong>{phone}</strong>, or write to it from here.
            </li>
          )}
        </ol>
      </div>
      <Composer phone={phone} conversation={conversation} />
    </section>
  );
}
