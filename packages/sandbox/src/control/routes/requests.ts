import type { ControlRoute } from "../control-route.js";
import { latest } from "../latest.js";

/** What the API was asked. */
export const REQUEST_ROUTES: readonly ControlRoute[] = [
  {
    method: "GET",
    path: "/requests",
    handler: ({ journal, query }) => ({ requests: latest(journal.toArray(), query) }),
  },
];
