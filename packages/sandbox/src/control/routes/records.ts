import { ApiError } from "../../api/api-error.js";
import { EVENT_TYPES, type SandboxEventType } from "../../engine/webhook-record.js";
import type { ControlCall, ControlRoute } from "../control-route.js";
import { latest } from "../latest.js";

/** What a test asserts on beside messages: requests made, events raised, sends accepted, mistakes made. */
export const RECORD_ROUTES: readonly ControlRoute[] = [
  {
    method: "GET",
    path: "/requests",
    handler: ({ journal, query }) => ({ requests: latest(journal.toArray(), query) }),
  },
  { method: "GET", path: "/raised", handler: listRaised },
  {
    method: "GET",
    path: "/accepted",
    handler: ({ tenant }) => ({ accepted: Object.fromEntries(tenant.acceptedPerReference()) }),
  },
  {
    method: "GET",
    path: "/problems",
    handler: ({ tenant, query }) => ({ problems: latest(tenant.problems(), query) }),
  },
];

function listRaised({ tenant, query }: ControlCall): object {
  const type = query.get("type") ?? undefined;
  if (type !== undefined && !(EVENT_TYPES as readonly string[]).includes(type)) {
    throw new ApiError(400, `"type" must be one of ${EVENT_TYPES.join(", ")}.`);
  }
  return { events: latest(tenant.events(type as SandboxEventType | undefined), query) };
}
