import { API_PATHS } from "../api/routes.js";
import type { Account } from "../engine/account.js";
import { checkFaultRule } from "../faults/check-fault-rule.js";
import type { ActiveFault, FaultRule } from "../faults/fault-rule.js";

/** One tenant's fault rules. They do not affect other tenants. */
export interface TenantFaults {
  /**
   * Adds a rule. Rules are checked in the order in which they were added, and the first matching rule applies.
   *
   * @throws A {@link SandboxError} with code `option_invalid` if 100 rules are already active or a field is invalid. The error
   * message names the field.
   *
   * @example
   * ```ts
   * sandbox.faults.add({ effect: "status", status: 503, route: "/v1/message/send", times: 2 });
   * ```
   */
  add(rule: FaultRule): ActiveFault;
  /**
   * Adds the rules from one of these presets: `bad-day`, `rate-storm`, `lost-answers`, `gateway-down`, `slow-motion`,
   * `silence`, `webhook-outage` or `webhook-echo`.
   *
   * @throws A {@link SandboxError} with code `option_invalid` if the preset does not exist.
   */
  use(preset: string): ActiveFault[];
  /** Returns active and expired rules with their hit counts. */
  list(): ActiveFault[];
  /** Removes a rule. Returns `false` if no rule has this id. */
  remove(id: string): boolean;
  /**
   * Removes all rules. New rules are numbered from 1 again and get the same random draws as before, so that you can
   * reproduce a run.
   */
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
