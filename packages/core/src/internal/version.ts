// Replaced at build time.
declare const __SENDO_VERSION__: string;

/** @internal */
export const VERSION: string = __SENDO_VERSION__;

const MINORS = Symbol.for("sendo.minors");

/**
 * @internal Warns once if copies of this package with different minor versions are loaded in the same process. Before 1.0.0,
 * the interface between adapters and core can change in a minor version.
 */
export function warnOfOtherMinor(version = VERSION): void {
  const minor = version.split(".", 2).join(".");
  const holder = globalThis as { [MINORS]?: Set<string> };
  const minors = (holder[MINORS] ??= new Set());
  if (minors.has(minor)) return;
  minors.add(minor);
  if (minors.size === 1) return;
  const advice = `Versions ${[...minors].join(" and ")} of @sendo/core are loaded. Install the same minor version of all @sendo packages.`;
  process.emitWarning(advice, { type: "SendoWarning", code: "SENDO_VERSIONS_DIFFER" });
}
