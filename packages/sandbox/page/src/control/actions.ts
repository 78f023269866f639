/**
 * Everything that this page can do, by the operation of the control API that does it. A test holds that each has a verb of the
 * command, too: what can be clicked can be scripted.
 */
export const ACTIONS = [
  "/messages/{id}/status",
  "/messages/{id}/delete",
  "/messages/clear",
  "/phones/{id}/text",
  "/webhooks",
  "/webhooks/{id}/remove",
  "/webhooks/{id}/outage",
  "/webhooks/{id}/token",
  "/deliveries/{id}/retry",
  "/deliveries/{id}/replay",
  "/faults",
  "/faults/off",
  "/faults/{id}/remove",
  "/campaigns/{id}/approve",
  "/campaigns/{id}/reject",
  "/campaigns/{id}/keywords",
  "/numbers/{id}/activate",
  "/optouts",
  "/clock/advance",
  "/clock/next",
  "/clock/freeze",
  "/clock/unfreeze",
  "/clock/speed",
  "/send",
  "/reset",
] as const;

/** One of {@link ACTIONS}. */
export type Action = (typeof ACTIONS)[number];

/** What of an action is not in its name. */
export interface ActionDetails {
  /** Stands for `{id}`. */
  readonly id?: string;
  readonly body?: object;
}

/** Where an action is asked for. */
export function pathOf(action: Action, id = ""): string {
  return action.replace("{id}", encodeURIComponent(id));
}
