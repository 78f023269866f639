import { useRef, useState, type KeyboardEvent } from "react";
import { appNumberOf, type Conversation } from "../../model/conversations.js";
import { formatPhone } from "../../model/phone-format.js";
import { useStore } from "../../store/use-store.js";
import { Icon } from "../../ui/icon.js";
import { Problem } from "../../ui/problem.js";
import { SegmentMeter } from "../../ui/segment-meter.js";
import { SAMPLE_PHOTO } from "./attachment.js";
import { useTextBack } from "./use-text-back.js";

const KEYWORDS = ["STOP", "START", "HELP"] as const;
const NO_NUMBERS: readonly string[] = [];

/** Enter sends, and Shift+Enter adds a line. */
export function Composer({
  phone,
  conversation,
}: {
  readonly phone: string;
  readonly conversation: Conversation | undefined;
}) {
  const numbers = useStore((state) => state.info?.numbers ?? NO_NUMBERS);
  const [body, setBody] = useState("");
  const [photo, setPhoto] = useState(false);
  const [chosen, setChosen] = useState<string>();
  const { action, send } = useTextBack(phone);
  const field = useRef<HTMLTextAreaElement>(null);
  const usual = conversation === undefined ? numbers[0] : appNumberOf(conversation.last);
  const to = chosen ?? usual;

  const sendWritten = async (): Promise<void> => {
    if (action.busy || (body === "" && !photo)) return;
    const mediaUrls = photo ? [location.origin + SAMPLE_PHOTO] : [];
    if (!(await send({ body, to, mediaUrls }))) return;
    setBody("");
    setPhoto(false);
    field.current?.focus();
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    void sendWritten();
  };

  return (
    <form
      className="composer"
      onSubmit={(event) => {
        event.preventDefault();
        void sendWritten();
      }}
    >
      <Problem text={action.error} />
      <div className="composer-keys">
        {KEYWORDS.map((word) => (
          <button
            key={word}
            type="button"
            className="button button-small"
            onClick={() => void send({ body: word, to, mediaUrls: [] })}
          >
            {word}
          </button>
        ))}
        <button type="button" className="button button-small" aria-pressed={photo} onClick={() => setPhoto(!photo)}>
          <Icon name="photo" />
          Photo
        </button>
        {numbers.length > 1 && (
          <NumberChoice numbers={[...new Set([...numbers, to!])]} value={to} onChange={setChosen} />
        )}
      </div>
      <div className="composer-line">
        <textarea
          ref={field}
          rows={2}
          dir="auto"
          maxLength={1600}
          value={body}
          placeholder="Text back"
          aria-label={`Text from ${formatPhone(phone)}`}
          data-reply=""
          onChange={(event) => setBody(event.target.value)}
          onKeyDown={onKeyDown}
        />
        <button type="submit" className="button button-primary" aria-label="Send" disabled={body === "" && !photo}>
          <Icon name="send" />
        </button>
      </div>
      <SegmentMeter body={body} hasMedia={photo} />
    </form>
  );
}

function NumberChoice({
  numbers,
  value,
  onChange,
}: {
  readonly numbers: readonly string[];
  readonly value: string | undefined;
  readonly onChange: (number: string) => void;
}) {
  return (
    <label className="composer-to">
      <span>to</span>
      <select value={value} onChange={(event) => onChange(event.target.value)}>
        {numbers.map((number) => (
          <option key={number} value={number}>
            {formatPhone(number)}
          </option>
        ))}
      </select>
    </label>
  );
}
