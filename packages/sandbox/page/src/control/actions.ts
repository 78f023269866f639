/** Control API paths for all actions on this page. A test checks that each action has a corresponding command. */
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

/** An action's path. */
export type Action = (typeof ACTIONS)[number];

/** Variable parts of an action's path. */
export interface ActionDetails {
  /** Value for `{id}`. */
  readonly id?: string;
  readonly body?: object;
}

/** Returns an action's path with its id. */
export function pathOf(action: Action, id = ""): string {
  return action.replace("{id}", encodeURIComponent(id));
}
