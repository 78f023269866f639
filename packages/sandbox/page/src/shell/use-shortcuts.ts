import { useEffect } from "react";
import { nowMs } from "../clock.js";
import { hrefOf, type Route } from "../router/route.js";
import { go } from "../router/use-route.js";
import { PLACES } from "./navigation.js";
import { toggleShortcutHelp } from "./shortcut-help.js";
import { areShortcutsOn } from "./shortcut-switch.js";

const PREFIX_MS = 1500;

/** Shortcuts are active unless an input has the focus or they are turned off. */
export function useShortcuts(route: Route): void {
  useEffect(() => {
    let prefixAtMs = -Infinity;
    const onKey = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const target = event.target as HTMLElement;
      if (target.matches("input, textarea, select")) {
        if (event.key === "Escape") target.blur();
        return;
      }
      if (!areShortcutsOn() || document.querySelector("dialog[open]") !== null) return;
      const prefixed = nowMs() - prefixAtMs < PREFIX_MS;
      prefixAtMs = event.key === "g" && !prefixed ? nowMs() : -Infinity;
      const place = prefixed ? PLACES.find(({ key }) => key === event.key) : undefined;
      if (place !== undefined) go(hrefOf(place.screen));
      else if (event.key === "?") toggleShortcutHelp();
      else if (event.key === "/") focusSearch(route);
      else if (event.key === "r") document.querySelector<HTMLElement>("[data-reply]")?.focus();
      else if (event.key === "j" || event.key === "k") step(route, event.key === "j" ? 1 : -1);
      else return;
      event.preventDefault();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [route]);
}

function focusSearch(route: Route): void {
  if (route.screen !== "inbox") go(hrefOf("inbox"));
  requestAnimationFrame(() => document.querySelector<HTMLElement>("[data-search]")?.focus());
}

function step(route: Route, by: 1 | -1): void {
  if (route.screen !== "inbox") return go(hrefOf("inbox"));
  const all = [...document.querySelectorAll<HTMLAnchorElement>("[data-conversation]")];
  const at = all.findIndex((link) => link.dataset.conversation === route.item);
  const next = all[at < 0 ? 0 : Math.min(all.length - 1, Math.max(0, at + by))];
  if (next === undefined) return;
  next.focus();
  go(next.hash);
}
