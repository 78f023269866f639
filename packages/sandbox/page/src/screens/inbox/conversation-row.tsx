import { memo } from "react";
import { formatPhone } from "../../model/phone-format.js";
import { dayOf, timeOfDay } from "../../model/sandbox-time.js";
import { markWords, parseSearch, wordsToMark } from "../../model/search.js";
import { hrefOf } from "../../router/route.js";
import { StatusTicks } from "../../ui/status-ticks.js";
import type { Message } from "../../wire.js";

/** Memoized, because a new message changes only one conversation in a long list. */
export const ConversationRow = memo(function ConversationRow({
  phone,
  last,
  unread,
  isSelected,
  isToday,
  query,
}: {
  readonly phone: string;
  readonly last: Message;
  readonly unread: number;
  readonly isSelected: boolean;
  /** Whether the last message is from the current day on the sandbox's clock. */
  readonly isToday: boolean;
  readonly query: string;
}) {
  return (
    <li>
      <a
        className="conversation"
        href={hrefOf("inbox", phone, { q: query })}
        aria-current={isSelected ? "true" : undefined}
        data-conversation={phone}
      >
        <span className="conversation-top">
          <strong>{formatPhone(phone)}</strong>
          <time dateTime={last.createdAt}>{isToday ? timeOfDay(last.createdAt) : dayOf(last.createdAt)}</time>
        </span>
        <span className="conversation-bottom">
          <span className="conversation-text" data-unread={unread > 0}>
            {last.direction === "INBOUND" && <span className="conversation-you">Phone: </span>}
            <bdi>
              <Marked text={last.body === "" ? "Photo" : last.body} query={query} />
            </bdi>
          </span>
          {last.direction === "OUTBOUND" && <StatusTicks message={last} brief />}
          {unread > 0 && (
            <span className="count">
              {unread}
              <span className="sr-only"> unread</span>
            </span>
          )}
        </span>
      </a>
    </li>
  );
});

function Marked({ text, query }: { readonly text: string; readonly query: string }) {
  const parts = markWords(text, wordsToMark(parseSearch(query)));
  return parts.map((part, index) => (index % 2 === 0 ? part : <mark key={index}>{part}</mark>));
}
