import { useState } from "react";
import { Icon } from "../ui/icon.js";

const STORED = "sendo-sandbox-theme";

/** Switches between dark and light. The choice is stored in this browser. */
export function ThemeSwitch() {
  const [dark, setDark] = useState(isDark);
  const change = (): void => {
    const theme = dark ? "light" : "dark";
    document.documentElement.dataset.theme = theme;
    localStorage.setItem(STORED, theme);
    setDark(!dark);
  };
  return (
    <button
      type="button"
      className="button button-small button-plain"
      onClick={change}
      aria-label={dark ? "Light theme" : "Dark theme"}
    >
      <Icon name={dark ? "sun" : "moon"} />
    </button>
  );
}

/** Applies the stored theme before the first paint. */
export function restoreTheme(): void {
  const theme = localStorage.getItem(STORED);
  if (theme === "dark" || theme === "light") document.documentElement.dataset.theme = theme;
}

function isDark(): boolean {
  const { theme } = document.documentElement.dataset;
  return theme === undefined ? matchMedia("(prefers-color-scheme: dark)").matches : theme === "dark";
}
