// Replaced by the build.
declare const __SENDO_VERSION__: string;

/** @internal The version of this package. */
export const VERSION: string = __SENDO_VERSION__;

const MINORS = Symbol.for("sendo.minors");

/**
 * @internal Warns once when copies of this package with different minors meet in one process. Before 1.0.0 a minor may change what
 * adapters and core expect of each other.
 */
export function warnOfOtherMinor(version = VERSION): void {
  const minor = version.split(".", 2).join(".");
  const holder = globalThis as { [MINORS]?: Set<string> };
  const minors = (holder[MINORS] ??= new Set());
  if (minors.has(minor)) return;
  minors.add(minor);
  if (minors.size === 1) return;
  const advice = `Versions ${[...minors].join(" and ")} of @sendo/core are loaded. Install one minor version of all @sendo packages.`;
  process.emitWarning(advice, { type: "SendoWarning", code: "SENDO_VERSIONS_DIFFER" });
}
