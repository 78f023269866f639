import { memo } from "react";
import { formatPhone } from "../../model/phone-format.js";
import { timeOfDay } from "../../model/sandbox-time.js";
import { hrefOf } from "../../router/route.js";
import { StatusTicks } from "../../ui/status-ticks.js";
import type { Message } from "../../wire.js";

/** One conversation of the list. Drawn anew only where something about it has changed: a text concerns one of a thousand. */
export const ConversationRow = memo(function ConversationRow({
  phone,
  last,
  unread,
  isSelected,
  query,
}: {
  readonly phone: string;
  readonly last: Message;
  readonly unread: number;
  readonly isSelected: boolean;
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
          <time dateTime={last.createdAt}>{timeOfDay(last.createdAt)}</time>
        </span>
        <span className="conversation-bottom">
          <span className="conversation-text" data-unread={unread > 0}>
            {last.direction === "INBOUND" && <span className="conversation-you">Phone: </span>}
            <bdi>{last.body === "" ? "Photo" : last.body}</bdi>
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
