import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

// Set by `pnpm demo`: the page of the sandbox that stands in for Sendo, where the guests' phones are.
const phonesUrl = process.env["SANDBOX_PAGE_URL"];
const html = readFileSync(new URL("./page.html", import.meta.url), "utf8").replace("<!-- phones -->", () =>
  phonesUrl === undefined ? "" : phonesLink(phonesUrl),
);
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

function phonesLink(url: string): string {
  const { protocol, href } = new URL(url);
  if (protocol !== "http:" && protocol !== "https:") throw new Error("SANDBOX_PAGE_URL must be an http:// URL.");
  return `<a href="${href.replaceAll("&", "&amp;").replaceAll('"', "&quot;")}" target="_blank" rel="noreferrer noopener">Guests' phones</a>`;
}
