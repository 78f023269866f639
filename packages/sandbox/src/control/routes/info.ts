import { clockView } from "../../time/clock.js";
import type { ControlCall, ControlRoute } from "../control-route.js";

/** What an app needs in order to use this sandbox, and what to trust. */
export const INFO_ROUTES: readonly ControlRoute[] = [
  { method: "GET", path: "/info", handler: info },
  { method: "GET", path: "/ca.pem", handler: ({ ca }) => ca },
];

function info({ tenant, clock, facts }: ControlCall): object {
  const { name, campaign, pendingCampaign, numbers, env } = tenant;
  return { tenant: name, campaign, pendingCampaign, numbers, env, clock: clockView(clock), ...facts };
}
