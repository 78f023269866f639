const STORED = "sendo-sandbox-shortcuts";

/** Whether single keys do something: who dictates, or slips, can do without (WCAG 2.1.4). */
export function areShortcutsOn(): boolean {
  return localStorage.getItem(STORED) !== "off";
}

/** What is chosen stays chosen in this browser. */
export function switchShortcuts(on: boolean): void {
  if (on) localStorage.removeItem(STORED);
  else localStorage.setItem(STORED, "off");
}
