import js from "@eslint/js";
import jsdoc from "eslint-plugin-jsdoc";
import reactHooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";
import { LAYERS } from "./layers.js";

// The house rules (docs/decisions/2026-11-23-eslint-and-prettier.md). Each ban says why.
// Who may import whom is in .dependency-cruiser.js.

export default tseslint.config(
  {
    ignores: [
      "**/dist/**",
      "**/coverage/**",
      "**/generated*/**",
      "**/.vitepress/cache/**",
      "**/test/testing/runners/jest/**",
      "**/.turbo/**",
      "**/node_modules/**",
    ],
  },
  js.configs.recommended,
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { jsdoc },
    rules: {
      "@typescript-eslint/consistent-type-imports": [
        "error",
        { fixStyle: "inline-type-imports", disallowTypeAnnotations: false },
      ],
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "@typescript-eslint/require-await": "off",
      "no-console": "error",
      "max-lines": ["error", { max: 300, skipBlankLines: true, skipComments: true }],
      "no-restricted-exports": ["error", { restrictDefaultExports: { direct: true } }],
      eqeqeq: "error",
    },
  },
  {
    files: ["packages/*/src/**/*.ts", "packages/*/page/src/**/*.{ts,tsx}"],
    ignores: ["**/*.test.ts"],
    rules: {
      "no-restricted-properties": [
        "error",
        {
          object: "process",
          property: "env",
          message: "Only internal/environment.ts reads the environment, so that one page tells what does.",
        },
        {
          object: "Date",
          property: "now",
          message: "Time comes from the Clock (clock.ts), so that tests can move it.",
        },
        {
          object: "performance",
          property: "now",
          message: "Time comes from the Clock (clock.ts), so that tests can move it.",
        },
        {
          object: "Math",
          property: "random",
          message: "Randomness is passed in, so that a run can be repeated from its seed.",
        },
      ],
      "no-restricted-globals": [
        "error",
        { name: "setTimeout", message: "Timers come from the Clock (clock.ts), so that tests can move time." },
        { name: "setInterval", message: "Timers come from the Clock (clock.ts), so that tests can move time." },
      ],
      "jsdoc/require-jsdoc": [
        "error",
        {
          publicOnly: true,
          enableFixer: false,
          contexts: ["ClassDeclaration", "FunctionDeclaration", "TSInterfaceDeclaration", "TSTypeAliasDeclaration"],
        },
      ],
    },
  },
  {
    files: ["packages/sandbox/page/**/*.{ts,tsx}"],
    ...reactHooks.configs.flat["recommended-latest"],
  },
  {
    files: ["packages/sandbox/page/src/**/*.{ts,tsx}"],
    rules: {
      "no-restricted-syntax": [
        "error",
        {
          selector: "JSXAttribute[name.name='dangerouslySetInnerHTML']",
          message: "Messages come from untrusted senders. They are rendered as plain strings only.",
        },
      ],
    },
  },
  ...Object.entries(LAYERS).flatMap(([name, { rootFiles }]) => noLooseFiles(`packages/${name}/src`, rootFiles)),
  {
    // The one reader of the environment and the one owner of timers.
    files: ["packages/*/src/**/environment.ts", "packages/*/src/**/clock.ts", "packages/*/page/src/clock.ts"],
    rules: { "no-restricted-properties": "off", "no-restricted-globals": "off" },
  },
  {
    // A command-line program talks to its terminal; configuration files must export a default.
    files: ["apps/**/*.ts", "packages/sandbox/src/cli/**/*.ts", "packages/sandbox/src/bin.ts", ".ci/**/*.js"],
    rules: { "no-console": "off" },
  },
  {
    files: [
      "**/*.config.ts",
      "**/*.config.mjs",
      "*.config.js",
      ".dependency-cruiser.js",
      "apps/docs/.vitepress/**/*.js",
    ],
    rules: { "no-restricted-exports": "off" },
  },
  { files: ["packages/fastify/src/index.ts"], rules: { "no-restricted-exports": "off" } },
  // Vitest and jest take nothing but a default export there.
  { files: ["packages/sandbox/src/**/global-*.ts"], rules: { "no-restricted-exports": "off" } },
  {
    files: ["**/*.test.ts", "**/*.test-d.ts", "**/test/**/*.ts"],
    rules: {
      "max-lines": ["error", { max: 500, skipBlankLines: true, skipComments: true }],
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/no-unsafe-member-access": "off",
      "@typescript-eslint/no-unsafe-argument": "off",
      "@typescript-eslint/no-unsafe-call": "off",
      "@typescript-eslint/no-unsafe-return": "off",
      "@typescript-eslint/unbound-method": "off",
    },
  },
  {
    ...tseslint.configs.disableTypeChecked,
    files: ["**/*.js", "**/*.mjs"],
    languageOptions: {
      ...tseslint.configs.disableTypeChecked.languageOptions,
      globals: { process: "readonly", console: "readonly", URL: "readonly", setImmediate: "readonly" },
    },
  },
  // Scripts print: that is how the test or the shell that runs them hears of it.
  { files: ["**/*.mjs", ".ci/**/*.js", "apps/docs/src/**/*.js"], rules: { "no-console": "off" } },
);

/** Reports every file at the root of `folder`, except `allowed` and their tests. */
function noLooseFiles(folder, allowed) {
  return {
    files: [`${folder}/*.ts`],
    ignores: allowed.flatMap((file) => [file, file.replace(".ts", ".test.ts")]).map((file) => `${folder}/${file}`),
    rules: {
      "no-restricted-syntax": [
        "error",
        {
          selector: "Program",
          message: "This file lies loose. Move it into the folder whose name says what belongs there (layers.js).",
        },
      ],
    },
  };
}
