import type { ControlRoute } from "../control-route.js";
import { streamEvents } from "../events/event-stream.js";

/** Every change as it happens. */
export const EVENT_ROUTES: readonly ControlRoute[] = [
  {
    method: "GET",
    path: "/events",
    handler:
      ({ account, feeds }) =>
      (request, response, headers) =>
        streamEvents(feeds.of(account), request, response, headers),
  },
];
