import type { ScreenName } from "../router/route.js";
import type { IconName } from "../ui/icon.js";

/** A navigation link. */
export interface Place {
  readonly screen: ScreenName;
  readonly label: string;
  readonly icon: IconName;
  /** Key to press after `g`. */
  readonly key: string;
}

export const PLACES: readonly Place[] = [
  { screen: "inbox", label: "Inbox", icon: "inbox", key: "i" },
  { screen: "phones", label: "Phones", icon: "phones", key: "p" },
  { screen: "webhooks", label: "Webhooks", icon: "webhooks", key: "w" },
  { screen: "requests", label: "Requests", icon: "requests", key: "r" },
  { screen: "problems", label: "Problems", icon: "problems", key: "b" },
  { screen: "faults", label: "Faults", icon: "faults", key: "f" },
  { screen: "clock", label: "Clock", icon: "clock", key: "c" },
  { screen: "campaigns", label: "Campaigns", icon: "campaigns", key: "a" },
  { screen: "magic", label: "Magic numbers", icon: "magic", key: "m" },
  { screen: "fidelity", label: "Fidelity", icon: "fidelity", key: "d" },
  { screen: "setup", label: "Setup", icon: "setup", key: "s" },
];
