import { ASSUMPTIONS } from "../../assumptions/assumptions.js";
import { OPEN_QUESTIONS } from "../../assumptions/open-questions.js";
import type { ControlRoute } from "../control-route.js";

/** How sure it is that Sendo does the same. */
export const FIDELITY_ROUTES: readonly ControlRoute[] = [
  { method: "GET", path: "/fidelity", handler: () => ({ assumptions: ASSUMPTIONS, questions: OPEN_QUESTIONS }) },
];
