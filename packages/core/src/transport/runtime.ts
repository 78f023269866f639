import { SendoConfigError } from "../errors/errors.js";

/**
 * Global names that identify the engine. The presence of `window`, `navigator` or `EdgeRuntime` does not identify an
 * engine, because tests also define them on Node.
 */
export interface RuntimeGlobals {
  readonly process?: { readonly versions?: Readonly<Record<string, string | undefined>> } | undefined;
  readonly navigator?: { readonly userAgent?: unknown } | undefined;
  readonly Deno?: { readonly version?: { readonly deno?: unknown } } | undefined;
}

const REMEDY =
  "Use Node 20.19+, 22.12+ or 24+, or Bun 1.4+. Alternatively, pass your own `transport` to `new Sendo()`.";

/** Bun versions before 1.4 implement `node:https` with `fetch` and ignore agents. */
const OLDEST_BUN = [1, 4] as const;

/**
 * Returns the reason why the built-in transport does not work on an engine. Returns `undefined` if the transport works on
 * the engine, or if the engine cannot be identified. On an unidentified engine, the transport relies on the evidence that it
 * collects for each request ({@link DispatchEvidence}).
 */
export function unsupportedRuntime({ process, navigator, Deno }: RuntimeGlobals): string | undefined {
  const { node, bun, deno, uv } = process?.versions ?? {};
  // Node always reports a libuv version. workerd reports an empty one.
  if (navigator?.userAgent === "Cloudflare-Workers" && !uv) {
    return sentence("Cloudflare's workerd", "its `node:https` does not reveal whether a request has been sent.");
  }
  if (deno !== undefined && typeof Deno?.version?.deno === "string") {
    return sentence(
      `Deno ${deno}`,
      "it resends a POST request when a keep-alive connection closes (denoland/deno#36786).",
    );
  }
  if (bun !== undefined) {
    const reason = "its `node:https` ignores `ca` and `proxy`, and does not reveal whether a request has been sent.";
    return isAtLeast(bun, OLDEST_BUN) ? undefined : sentence(`Bun ${bun}`, reason);
  }
  if (node === undefined || isSupportedNode(node)) return undefined;
  return sentence(`Node ${node}`, "this version is too old.");
}

/** @throws A {@link SendoConfigError} with code `config_runtime_unsupported` on an unsupported engine. */
export function checkRuntime(): void {
  const message = unsupportedRuntime(globalThis);
  if (message !== undefined) throw new SendoConfigError({ code: "config_runtime_unsupported", message });
}

function sentence(name: string, reason: string): string {
  return `The built-in transport does not support ${name}: ${reason} ${REMEDY}`;
}

function isSupportedNode(version: string): boolean {
  const [major] = numbersIn(version);
  if (major === 22) return isAtLeast(version, [22, 12]);
  return major !== 21 && isAtLeast(version, [20, 19]);
}

function isAtLeast(version: string, [leastMajor, leastMinor]: readonly [number, number]): boolean {
  const [major, minor] = numbersIn(version);
  return major > leastMajor || (major === leastMajor && minor >= leastMinor);
}

function numbersIn(version: string): [major: number, minor: number] {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return [major, minor];
}
