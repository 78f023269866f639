import { useMemo } from "react";
import { groupConversations } from "../../model/conversations.js";
import { matchesSearch, parseSearch } from "../../model/search.js";
import { hrefOf, type Route } from "../../router/route.js";
import { useStore } from "../../store/use-store.js";
import { EmptyState } from "../../ui/empty-state.js";
import { Icon } from "../../ui/icon.js";
import { Phone } from "../phone/phone.js";
import { ConversationList } from "./conversation-list.js";
import { FirstText } from "./first-text.js";
import { InboxActions } from "./inbox-actions.js";
import { SearchField } from "./search-field.js";

/** Screen with all conversations and the selected phone. */
export function InboxScreen({ route }: { readonly route: Route }) {
  const messages = useStore((state) => state.messages);
  const { q = "" } = route.query;
  const all = useMemo(() => groupConversations(messages.values()), [messages]);
  const found = useMemo(() => {
    const terms = parseSearch(q);
    if (terms.length === 0) return all;
    return groupConversations([...messages.values()].filter((message) => matchesSearch(message, terms)));
  }, [all, messages, q]);
  const selected = route.item;

  return (
    <main className="inbox" id="main" tabIndex={-1} data-open={selected !== undefined}>
      <div className="inbox-list">
        <header className="inbox-head">
          <h1>Inbox</h1>
          <SearchField query={q} selected={selected} />
          <InboxActions />
        </header>
        {all.length === 0 && selected === undefined ? (
          <p className="inbox-none">No messages yet.</p>
        ) : found.length === 0 ? (
          <p className="inbox-none">No messages match your search.</p>
        ) : (
          <ConversationList conversations={found} selected={selected} query={q} />
        )}
      </div>
      <div className="inbox-phone">
        {selected !== undefined ? (
          <Phone
            key={selected}
            phone={selected}
            query={q}
            conversation={all.find(({ phone }) => phone === selected)}
            head={
              <>
                <a className="button button-small only-narrow" href={hrefOf("inbox", undefined, { q })}>
                  <Icon name="back" />
                  Inbox
                </a>
                <a className="button button-small only-wide" href={hrefOf("phones", selected)}>
                  <Icon name="phones" />
                  Open in Phones
                </a>
              </>
            }
          />
        ) : all.length === 0 ? (
          <FirstText />
        ) : (
          <EmptyState icon="inbox" title="Choose a conversation">
            <p>
              Press <kbd>j</kbd> or <kbd>k</kbd> to move through the list, <kbd>r</kbd> to reply, and <kbd>/</kbd> to
              search.
            </p>
          </EmptyState>
        )}
      </div>
    </main>
  );
}
