import { ASSUMPTIONS } from "../../assumptions/assumptions.js";
import { OPEN_QUESTIONS } from "../../assumptions/open-questions.js";
import { readOpenApi } from "../../internal/open-api-file.js";
import { clockView } from "../../time/clock.js";
import type { ControlCall, ControlRoute } from "../control-route.js";

/** What an app needs in order to use this sandbox, what to trust, and how sure it is that Sendo does the same. */
export const INFO_ROUTES: readonly ControlRoute[] = [
  { method: "GET", path: "/info", handler: info },
  { method: "GET", path: "/ca.pem", handler: ({ ca }) => ca },
  { method: "GET", path: "/openapi", handler: () => readOpenApi() },
  { method: "GET", path: "/fidelity", handler: () => ({ assumptions: ASSUMPTIONS, questions: OPEN_QUESTIONS }) },
];

function info({ tenant, clock, facts }: ControlCall): object {
  const { name, campaign, pendingCampaign, numbers, env } = tenant;
  return { tenant: name, campaign, pendingCampaign, numbers, env, clock: clockView(clock), ...facts };
}
