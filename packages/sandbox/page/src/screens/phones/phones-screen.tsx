import { useMemo, useState } from "react";
import { groupConversations } from "../../model/conversations.js";
import { formatPhone, parsePhone } from "../../model/phone-format.js";
import { hrefOf, type Route } from "../../router/route.js";
import { go } from "../../router/use-route.js";
import { useStore } from "../../store/use-store.js";
import { EmptyState } from "../../ui/empty-state.js";
import { Icon } from "../../ui/icon.js";
import { Problem } from "../../ui/problem.js";
import { Screen } from "../../ui/screen.js";
import { Phone } from "../phone/phone.js";

const MOST_PHONES = 4;

/** Screen with up to four phones. */
export function PhonesScreen({ route }: { readonly route: Route }) {
  const messages = useStore((state) => state.messages);
  const conversations = useMemo(() => groupConversations(messages.values()), [messages]);
  const open = (route.item ?? "").split(",").filter((number) => parsePhone(number) === number);
  const show = (numbers: readonly string[]): void => go(hrefOf("phones", numbers.join(",")));
  const others = conversations.map(({ phone }) => phone).filter((phone) => !open.includes(phone));

  return (
    <Screen
      title="Phones"
      lead="Every number acts as a phone. Read what your app sent, and text back."
      actions={
        <AddPhone
          disabled={open.length >= MOST_PHONES}
          onAdd={(number) => show([...new Set([...open, number])])}
          others={others}
        />
      }
    >
      {open.length === 0 ? (
        <EmptyState icon="phones" title="Choose a phone">
          <p>The screen shows up to four phones. This page's URL contains the phones' numbers.</p>
          <div className="choices">
            {(others.length > 0 ? others.slice(0, 4) : SUGGESTED).map((number) => (
              <button key={number} type="button" className="button" onClick={() => show([number])}>
                {formatPhone(number)}
              </button>
            ))}
          </div>
        </EmptyState>
      ) : (
        <div className="phones">
          {open.map((phone) => (
            <Phone
              key={phone}
              phone={phone}
              conversation={conversations.find((conversation) => conversation.phone === phone)}
              head={
                <button
                  type="button"
                  className="button button-small button-plain"
                  aria-label={`Remove ${formatPhone(phone)}`}
                  onClick={() => show(open.filter((number) => number !== phone))}
                >
                  <Icon name="close" />
                </button>
              }
            />
          ))}
        </div>
      )}
    </Screen>
  );
}

const SUGGESTED = ["+12065550142", "+12065550143"];

function AddPhone({
  disabled,
  onAdd,
  others,
}: {
  readonly disabled: boolean;
  readonly onAdd: (number: string) => void;
  readonly others: readonly string[];
}) {
  const [typed, setTyped] = useState("");
  const [error, setError] = useState<string>();
  return (
    <form
      className="inline-form"
      onSubmit={(event) => {
        event.preventDefault();
        const number = parsePhone(typed);
        if (number === undefined) return setError("Enter a phone number such as +1 206 555 0142.");
        setError(undefined);
        setTyped("");
        onAdd(number);
      }}
    >
      <input
        type="tel"
        list="known-phones"
        placeholder="+1 206 555 0142"
        aria-label="Phone number to add"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
      <datalist id="known-phones">
        {others.slice(0, 50).map((number) => (
          <option key={number} value={number} />
        ))}
      </datalist>
      <button type="submit" className="button" disabled={disabled}>
        <Icon name="plus" />
        Add phone
      </button>
      <Problem text={disabled ? "The screen shows at most four phones. Remove one first." : error} />
    </form>
  );
}
