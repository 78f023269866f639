import type { ReactNode } from "react";
import type { Route } from "../router/route.js";
import { InboxScreen } from "./inbox/inbox-screen.js";
import { PhonesScreen } from "./phones/phones-screen.js";

/** What an address shows. */
export function screenOf(route: Route): ReactNode {
  switch (route.screen) {
    case "phones":
      return <PhonesScreen route={route} />;
    default:
      return <InboxScreen route={route} />;
  }
}
