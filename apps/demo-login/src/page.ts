import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

const html = readFileSync(new URL("./page.html", import.meta.url), "utf8");
const hashOf = (tag: "script" | "style"): string => {
  const content = new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`).exec(html)?.[1] ?? "";
  return `'sha256-${createHash("sha256").update(content).digest("base64")}'`;
};

/** The login form. Its policy runs only the script and style of the file. */
export const page = {
  headers: {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy":
      `default-src 'none'; script-src ${hashOf("script")}; style-src ${hashOf("style")}; connect-src 'self'; ` +
      "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
  },
  html,
} as const;
