import type { ReactNode } from "react";
import type { Route } from "../router/route.js";
import { CampaignsScreen } from "./campaigns/campaigns-screen.js";
import { ClockScreen } from "./clock/clock-screen.js";
import { FaultsScreen } from "./faults/faults-screen.js";
import { FidelityScreen } from "./fidelity/fidelity-screen.js";
import { InboxScreen } from "./inbox/inbox-screen.js";
import { MagicScreen } from "./magic/magic-screen.js";
import { MessageScreen } from "./message/message-screen.js";
import { PhonesScreen } from "./phones/phones-screen.js";
import { ProblemsScreen } from "./problems/problems-screen.js";
import { RequestsScreen } from "./requests/requests-screen.js";
import { SetupScreen } from "./setup/setup-screen.js";
import { WebhooksScreen } from "./webhooks/webhooks-screen.js";

/** Returns the screen for a route. */
export function screenOf(route: Route): ReactNode {
  switch (route.screen) {
    case "inbox":
      return <InboxScreen route={route} />;
    case "phones":
      return <PhonesScreen route={route} />;
    case "messages":
      return <MessageScreen id={route.item ?? ""} />;
    case "webhooks":
      return <WebhooksScreen route={route} />;
    case "requests":
      return <RequestsScreen route={route} />;
    case "problems":
      return <ProblemsScreen />;
    case "faults":
      return <FaultsScreen />;
    case "clock":
      return <ClockScreen />;
    case "campaigns":
      return <CampaignsScreen />;
    case "magic":
      return <MagicScreen />;
    case "fidelity":
      return <FidelityScreen />;
    case "setup":
      return <SetupScreen />;
  }
}
