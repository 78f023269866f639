import { useEffect, useMemo, useRef, useState } from "react";
import { formatPhone } from "../../model/phone-format.js";
import { matchesSearch, parseSearch, wordsToMark } from "../../model/search.js";
import { threadItems } from "../../model/thread-items.js";
import { Icon } from "../../ui/icon.js";
import type { Message } from "../../wire.js";
import { Bubble } from "./bubble.js";
import { useUnseenBelow } from "./use-unseen-below.js";

// More messages would slow down the browser.
const AT_FIRST = 200;
const AROUND_MATCH = 20;

/** Shows the end of a conversation, or the latest message found by a search. */
export function Thread({
  phone,
  messages,
  query,
}: {
  readonly phone: string;
  readonly messages: readonly Message[];
  readonly query: string;
}) {
  const [most, setMost] = useState(AT_FIRST);
  const { scroller, unseen, onScroll, toEnd } = useUnseenBelow(messages.length);
  const terms = useMemo(() => parseSearch(query), [query]);
  const words = useMemo(() => wordsToMark(terms), [terms]);
  const found = terms.length === 0 ? -1 : messages.findLastIndex((message) => matchesSearch(message, terms));
  const match = messages[found]?.id;
  const length = found < 0 ? most : Math.max(most, messages.length - found + AROUND_MATCH);
  const items = useMemo(() => threadItems(messages.slice(-length)), [messages, length]);
  const earlier = messages.length - length;

  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    if (match !== undefined) list.current?.querySelector("[data-found]")?.scrollIntoView({ block: "center" });
  }, [match]);

  return (
    <div className="thread-frame">
      <div className="thread" role="log" aria-label="Messages" tabIndex={0} ref={scroller} onScroll={onScroll}>
        <ol className="thread-list" ref={list}>
          {earlier > 0 && (
            <li className="thread-earlier">
              <button type="button" className="button button-small" onClick={() => setMost(length + AT_FIRST)}>
                Show {Math.min(earlier, AT_FIRST)} earlier messages
              </button>
            </li>
          )}
          {items.map((item) =>
            item.kind === "day" ? (
              <li key={`day ${item.id}`} className="thread-day">
                {item.day}
              </li>
            ) : (
              <Bubble
                key={item.message.id}
                message={item.message}
                number={item.number}
                words={words}
                isFound={item.message.id === match}
              />
            ),
          )}
          {messages.length === 0 && (
            <li className="thread-hint">
              No messages yet. Send a message from your app to <strong>{formatPhone(phone)}</strong>, or text your app
              from here.
            </li>
          )}
        </ol>
      </div>
      {unseen > 0 && (
        <button type="button" className="button button-primary button-small thread-below" onClick={toEnd}>
          <Icon name="forward" />
          {unseen} new {unseen === 1 ? "message" : "messages"} below
        </button>
      )}
    </div>
  );
}
