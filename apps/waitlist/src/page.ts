import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

const html = readFileSync(new URL("./page.html", import.meta.url), "utf8");
const hashOf = (tag: "script" | "style"): string => {
  const text = new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`).exec(html)?.[1] ?? "";
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
};

/**
 * The page, as headers and text. The policy lets run what stands in the file and nothing else, so a guest's name could
 * not become script even if the page forgot to escape it.
 */
export const page = {
  headers: {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy":
      `default-src 'none'; script-src ${hashOf("script")}; style-src ${hashOf("style")}; connect-src 'self'; ` +
      "img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
  },
  html,
} as const;
