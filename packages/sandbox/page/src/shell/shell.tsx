import { useEffect, useMemo, type ReactNode } from "react";
import { groupConversations } from "../model/conversations.js";
import type { Route } from "../router/route.js";
import { unreadIn, useReadMarks } from "../store/read-marks.js";
import { useProblems } from "../store/use-problems.js";
import { useStore } from "../store/use-store.js";
import { ConnectionBanner } from "./connection-banner.js";
import { FaultBanner } from "./fault-banner.js";
import { Navigation } from "./navigation-bar.js";
import { PLACES } from "./navigation.js";
import { ShortcutHelp } from "./shortcut-help.js";
import { useShortcuts } from "./use-shortcuts.js";

/** Navigation and banners around a screen. */
export function Shell({ route, children }: { readonly route: Route; readonly children: ReactNode }) {
  const messages = useStore((state) => state.messages);
  const marks = useReadMarks();
  const problems = useProblems().length;
  const unread = useMemo(
    () => groupConversations(messages.values()).reduce((sum, conversation) => sum + unreadIn(conversation, marks), 0),
    [messages, marks],
  );
  useShortcuts(route);
  const label = PLACES.find(({ screen }) => screen === route.screen)?.label ?? "Message";
  useEffect(() => {
    document.title = `${unread > 0 ? `(${unread}) ` : ""}${label} · Sendo sandbox`;
  }, [unread, label]);
  return (
    <div className="shell">
      <a className="skip" href="#main" onClick={skip}>
        To the content
      </a>
      <Navigation route={route} unread={unread} problems={problems} />
      <div className="shell-main">
        <ConnectionBanner />
        <FaultBanner />
        {children}
      </div>
      <ShortcutHelp />
    </div>
  );
}

// The link must not change the fragment, because the fragment selects the screen.
function skip(event: { preventDefault(): void }): void {
  event.preventDefault();
  document.getElementById("main")?.focus();
}
