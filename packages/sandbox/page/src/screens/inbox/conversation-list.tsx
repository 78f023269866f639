import { useState } from "react";
import type { Conversation } from "../../model/conversations.js";
import { dayOf } from "../../model/sandbox-time.js";
import { useSandboxNow } from "../../store/use-sandbox-now.js";
import { unreadIn, useReadMarks } from "../../store/read-marks.js";
import { ConversationRow } from "./conversation-row.js";

// A new message moves its conversation to the top, which is slow in a list of a thousand conversations.
const AT_FIRST = 100;

/** List of conversations, the latest first. */
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
  const now = useSandboxNow();
  const today = now === undefined ? undefined : dayOf(new Date(now).toISOString());
  const [most, setMost] = useState(AT_FIRST);
  const left = conversations.length - most;
  return (
    <ul className="conversations">
      {conversations.slice(0, most).map((conversation) => {
        const isSelected = conversation.phone === selected;
        return (
          <ConversationRow
            key={conversation.phone}
            phone={conversation.phone}
            last={conversation.last}
            unread={isSelected ? 0 : unreadIn(conversation, marks)}
            isSelected={isSelected}
            isToday={dayOf(conversation.last.createdAt) === today}
            query={query}
          />
        );
      })}
      {left > 0 && (
        <li className="conversations-more">
          <button type="button" className="button button-small" onClick={() => setMost(most + AT_FIRST)}>
            Show {Math.min(left, AT_FIRST)} more
          </button>
          <span className="hint">
            Showing {most} of {conversations.length}. Search covers all conversations.
          </span>
        </li>
      )}
    </ul>
  );
}
