import type { Conversation } from "../../model/conversations.js";
import { formatPhone } from "../../model/phone-format.js";
import { timeOfDay } from "../../model/sandbox-time.js";
import { hrefOf } from "../../router/route.js";
import { unreadIn, useReadMarks } from "../../store/read-marks.js";
import { StatusTicks } from "../../ui/status-ticks.js";

/** Conversations to choose from, the latest first. */
export function ConversationList({
  conversations,
  selected,
  query,
}: {
  readonly conversations: readonly Conversation[];
  readonly selected: string | undefined;
  readonly query: string;
}) {
  const marks = useReadMarks();
  return (
    <ul className="conversations">
      {conversations.map((conversation) => {
        const { phone, last } = conversation;
        const unread = phone === selected ? 0 : unreadIn(conversation, marks);
        return (
          <li key={phone}>
            <a
              className="conversation"
              href={hrefOf("inbox", phone, { q: query })}
              aria-current={phone === selected ? "true" : undefined}
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
      })}
    </ul>
  );
}
