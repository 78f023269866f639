const STORED = "sendo-sandbox-shortcuts";

/** Whether single-key shortcuts are on. They can be turned off, for example for speech input (WCAG 2.1.4). */
export function areShortcutsOn(): boolean {
  return localStorage.getItem(STORED) !== "off";
}

/** Stores the choice in this browser. */
export function switchShortcuts(on: boolean): void {
  if (on) localStorage.removeItem(STORED);
  else localStorage.setItem(STORED, "off");
}
