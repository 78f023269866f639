import { API_PATHS } from "../api/routes.js";
import type { Account } from "../engine/account.js";
import { checkFaultRule } from "../faults/check-fault-rule.js";
import type { ActiveFault, FaultRule } from "../faults/fault-rule.js";

/** What goes wrong for one tenant. Other tenants notice nothing. */
export interface TenantFaults {
  /**
   * Adds a rule. Rules are asked in the order in which they came; the first that hits decides.
   *
   * @throws A {@link SandboxError} `option_invalid`: the message names the field; or 100 rules are in force.
   *
   * @example
   * ```ts
   * sandbox.faults.add({ effect: "status", status: 503, route: "/v1/message/send", times: 2 });
   * ```
   */
  add(rule: FaultRule): ActiveFault;
  /**
   * Adds the rules of a preset: `bad-day`, `rate-storm`, `lost-answers`, `gateway-down`, `slow-motion`, `silence`,
   * `webhook-outage`, `webhook-echo`.
   *
   * @throws A {@link SandboxError} `option_invalid`: there is no such preset.
   */
  use(preset: string): ActiveFault[];
  /** Rules in force and past, with their hits. */
  list(): ActiveFault[];
  /** Removes a rule; `false` if there is none with this id. */
  remove(id: string): boolean;
  /** Removes all rules. The next ones are numbered from 1 and draw from the start again, so that a run can be repeated. */
  off(): void;
}

/** @internal */
export function createTenantFaults({ faults }: Account): TenantFaults {
  return {
    add: (rule) => faults.add(checkFaultRule(rule, API_PATHS)),
    use: (preset) => faults.use(preset),
    list: () => faults.list(),
    remove: (id) => faults.remove(id),
    off: () => faults.off(),
  };
}
