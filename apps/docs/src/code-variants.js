import tsBlankSpace from "ts-blank-space";

/** How the other package managers say what npm says. The longest phrase comes first. */
const MANAGERS = [
  [/\bnpm install --save-dev /g, { pnpm: "pnpm add -D ", yarn: "yarn add -D ", bun: "bun add -d " }],
  [/\bnpm install (?=[@\w])/g, { pnpm: "pnpm add ", yarn: "yarn add ", bun: "bun add " }],
  [
    /\bnpx @sendo\/sandbox\b/g,
    { pnpm: "pnpm dlx @sendo/sandbox", yarn: "yarn dlx @sendo/sandbox", bun: "bunx @sendo/sandbox" },
  ],
];

/**
 * The ways in which a block of code can be shown, as `{ label, lang, code }`: one for each package manager, or TypeScript and JavaScript.
 * Empty for a block that has one form only.
 */
export function codeVariants(lang, code) {
  if (lang === "sh" && /\bnpm install (--save-dev )?[@\w]/.test(code)) return packageManagers(code);
  if (lang !== "ts") return [];
  const javascript = withoutTypes(code);
  if (javascript === undefined || javascript === code) return [];
  return [
    { label: "TypeScript", lang: "ts", code },
    { label: "JavaScript", lang: "js", code: javascript },
  ];
}

function packageManagers(code) {
  const other = (name) => MANAGERS.reduce((line, [pattern, words]) => line.replace(pattern, () => words[name]), code);
  return [
    { label: "npm", lang: "sh", code },
    ...["pnpm", "yarn", "bun"].map((label) => ({ label, lang: "sh", code: other(label) })),
  ];
}

/** The code without its types; `undefined` where JavaScript cannot say the same (decorators, parameter properties). */
export function withoutTypes(code) {
  if (/^\s*@\w+[(\n]/m.test(code)) return undefined;
  let isErasable = true;
  const blanked = tsBlankSpace(code, () => (isErasable = false));
  if (!isErasable) return undefined;
  if (blanked === code) return code;
  const before = code.split("\n");
  return blanked
    .replace(/^(\/\/ [\w./-]+)\.(m?)ts$/m, "$1.$2js")
    .split("\n")
    .flatMap((line, index) => {
      if (line === before[index]) return [line];
      const tidied = tidy(line, before[index]);
      return tidied === "" && before[index].trim() !== "" ? [] : [tidied]; // a line that only had types
    })
    .join("\n")
    .replace(/\n{3,}/g, "\n\n")
    .replace(/^\n+/, "");
}

/** Closes the gaps that types have left within a line. */
function tidy(line, typed) {
  const [indent] = /^ */.exec(line);
  const rest = line
    .slice(indent.length)
    .replace(/ +([,;)\]=])/g, (gap, sign) => (sign === "=" ? ` ${sign}` : sign))
    .replace(/ {2,}/g, " ")
    .replace(/\( +/g, "(")
    .replace(/, \}/g, " }")
    .replace(/([\w.]+) \(/g, (call, name) => (typed.includes(`${name}<`) ? `${name}(` : call))
    .replace(/(?<!^);+$/, ";")
    .trimEnd();
  return /^;?$/.test(rest) ? "" : indent + rest;
}
