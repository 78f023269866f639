import { ApiError } from "../../api/api-error.js";
import type { ControlResponse, ControlCall, ControlRoute } from "../control-route.js";
import { streamEvents } from "../events/event-stream.js";

// Each holds a connection and, if it stops reading, up to 4 MiB.
const MOST_READERS = 100;

/** Every change as it happens. */
export const EVENT_ROUTES: readonly ControlRoute[] = [{ method: "GET", path: "/events", handler: followEvents }];

function followEvents({ account, feeds }: ControlCall): ControlResponse {
  if (feeds.listening() >= MOST_READERS) {
    throw new ApiError(503, `${MOST_READERS} pages and commands follow this sandbox already; close some.`);
  }
  return (request, response, headers) => streamEvents(feeds.of(account), request, response, headers);
}
