import { memo } from "react";
import { formatPhone } from "../../model/phone-format.js";
import { timeOfDay } from "../../model/sandbox-time.js";
import { markWords } from "../../model/search.js";
import { codeIn, textParts } from "../../model/text-parts.js";
import { hrefOf } from "../../router/route.js";
import { CopyButton } from "../../ui/copy-button.js";
import { StatusTicks } from "../../ui/status-ticks.js";
import type { Message } from "../../wire.js";
import { Attachment } from "./attachment.js";

// A message in another status has not arrived, so it is shown faintly.
const ARRIVED = new Set<string>(["DELIVERED", "READ"]);
const LOST = new Set<string>(["FAILED", "EXPIRED"]);

export const Bubble = memo(function Bubble({
  message,
  number,
  words,
  isFound,
}: {
  readonly message: Message;
  /** The app's number, if it differs from the previous message's. */
  readonly number: string | undefined;
  /** Words to highlight. */
  readonly words: readonly string[];
  readonly isFound: boolean;
}) {
  const { id, direction, body, mediaUrls = [], numSegments, createdAt, status, type, errorMessage } = message;
  const own = direction === "INBOUND";
  const code = own ? undefined : codeIn(body);
  const state = own || ARRIVED.has(status) ? "here" : LOST.has(status) ? "lost" : "coming";
  return (
    <li className="bubble-row" data-side={own ? "own" : "app"} data-message={id} data-found={isFound ? "" : undefined}>
      {number !== undefined && (
        <p className="bubble-number">
          {own ? "to" : "from"} {formatPhone(number)}
        </p>
      )}
      <div className="bubble" data-state={state}>
        {mediaUrls.map((url, index) => (
          <Attachment key={index} url={url} />
        ))}
        {body !== "" && (
          <p className="bubble-text" dir="auto">
            {textParts(body).map(({ text, href }, index) =>
              href === undefined ? (
                <Marked key={index} text={text} words={words} />
              ) : (
                <a key={index} href={href} target="_blank" rel="noreferrer noopener">
                  <Marked text={text} words={words} />
                </a>
              ),
            )}
          </p>
        )}
      </div>
      {code !== undefined && <CopyButton text={code}>Copy {code}</CopyButton>}
      {errorMessage !== undefined && <p className="bubble-error">{errorMessage}</p>}
      <p className="bubble-meta">
        <a href={hrefOf("messages", id)} aria-label={`Timeline of the message of ${timeOfDay(createdAt)}`}>
          {timeOfDay(createdAt)}
        </a>
        {type === "MMS" && <span>MMS</span>}
        {numSegments > 1 && <span>{numSegments} segments</span>}
        {/* Last in the row, so that nothing moves when its label changes. */}
        {!own && <StatusTicks message={message} />}
      </p>
    </li>
  );
});

function Marked({ text, words }: { readonly text: string; readonly words: readonly string[] }) {
  return markWords(text, words).map((part, index) => (index % 2 === 0 ? part : <mark key={index}>{part}</mark>));
}
