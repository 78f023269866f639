import type { ScreenName } from "../router/route.js";
import type { IconName } from "../ui/icon.js";

/** A place to go to. */
export interface Place {
  readonly screen: ScreenName;
  readonly label: string;
  readonly icon: IconName;
  /** Pressed after `g`. */
  readonly key: string;
}

/** In the order in which they stand. */
export const PLACES: readonly Place[] = [
  { screen: "inbox", label: "Inbox", icon: "inbox", key: "i" },
  { screen: "phones", label: "Phones", icon: "phones", key: "p" },
];
