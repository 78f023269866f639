import js from "@eslint/js";
import jsdoc from "eslint-plugin-jsdoc";
import reactHooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

// The rules of the house (docs/decisions.md, "Lint"). Each ban says why, since whoever meets it has a deadline.

const banImports = (...patterns) => ["error", { patterns: patterns.map(([group, message]) => ({ group, message })) }];

const NO_CLIENT = [
  ["**/client.js"],
  "Nothing in core imports the client: it wires the parts, the parts do not know it.",
];
const NO_FRAMEWORK = [
  ["express", "fastify", "fastify-plugin", "@nestjs/*", "@sendo/*"],
  "Core knows no framework and no adapter: whatever two adapters need is written here, in framework-free terms.",
];
const NO_DEEP_CORE = [
  ["@sendo/core/*", "!@sendo/core/adapter", "!@sendo/core/gate", "!@sendo/core/phone", "!@sendo/core/testing"],
  "Adapters stand on core's public entry points only, so that anybody can write another adapter.",
];
const NO_OTHER_ADAPTER = (...own) => [
  ["@sendo/express", "@sendo/fastify", "@sendo/nestjs", "@sendo/redis", "@sendo/bullmq"].filter(
    (x) => !own.includes(x),
  ),
  "An adapter never imports another adapter: what both need belongs in core.",
];

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
          message: "Only options.ts reads the environment, so that one page tells what does.",
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
    files: ["packages/*/src/**/*.ts"],
    ignores: ["packages/adapter-contract/**", "**/*.test.ts"],
    rules: {
      "@typescript-eslint/no-restricted-imports": [
        "error",
        {
          paths: [
            {
              name: "node:http",
              allowTypeImports: true,
              message: "From Node 22 on its import loads undici, 10 MB in every app: take `http` from node-http.ts.",
            },
          ],
        },
      ],
    },
  },
  {
    files: ["packages/core/src/**/*.ts"],
    ignores: ["packages/core/src/index.ts", "packages/core/src/testing/**", "**/*.test.ts"],
    rules: { "no-restricted-imports": banImports(NO_CLIENT, NO_FRAMEWORK) },
  },
  {
    files: ["packages/core/src/transport/**/*.ts", "packages/core/src/rate-limit/**/*.ts"],
    ignores: ["**/*.test.ts"],
    rules: {
      "no-restricted-imports": banImports(NO_CLIENT, NO_FRAMEWORK, [
        ["**/resources/**", "**/webhooks/**", "**/gate/**", "**/call.js", "**/sms/**"],
        "Direction: client -> resources -> call -> transport | rate-limit -> errors | clock.",
      ]),
    },
  },
  {
    files: ["packages/core/src/webhooks/**/*.ts", "packages/core/src/gate/**/*.ts"],
    ignores: ["**/*.test.ts"],
    rules: {
      "no-restricted-imports": banImports(NO_CLIENT, NO_FRAMEWORK, [
        ["**/call.js", "**/transport/**", "**/rate-limit/**", "../resources/*.js", "!../resources/*.schema.js"],
        "The webhook receiver and the gate know neither the client nor how it sends; they share only schemas with it.",
      ]),
    },
  },
  {
    files: ["packages/express/src/**/*.ts"],
    rules: { "no-restricted-imports": banImports(NO_DEEP_CORE, NO_OTHER_ADAPTER("@sendo/express")) },
  },
  {
    files: ["packages/fastify/src/**/*.ts"],
    rules: { "no-restricted-imports": banImports(NO_DEEP_CORE, NO_OTHER_ADAPTER("@sendo/fastify")) },
  },
  {
    files: ["packages/nestjs/src/**/*.ts"],
    rules: { "no-restricted-imports": banImports(NO_DEEP_CORE, NO_OTHER_ADAPTER("@sendo/nestjs")) },
  },
  {
    // The page runs in a browser: what it takes from the server's sources is types, which leave nothing behind.
    files: ["packages/sandbox/page/**/*.{ts,tsx}"],
    ...reactHooks.configs.flat["recommended-latest"],
  },
  {
    files: ["packages/sandbox/page/src/**/*.{ts,tsx}"],
    rules: {
      "@typescript-eslint/no-restricted-imports": [
        "error",
        {
          patterns: [
            {
              group: ["**/../../src/**", "node:*"],
              allowTypeImports: true,
              message: "The page runs in a browser: of the server it may know types only.",
            },
          ],
        },
      ],
      "no-restricted-syntax": [
        "error",
        {
          selector: "JSXAttribute[name.name='dangerouslySetInnerHTML']",
          message: "Texts come from strangers: they are rendered as text only.",
        },
      ],
    },
  },
  {
    files: ["packages/redis/src/**/*.ts"],
    rules: { "no-restricted-imports": banImports(NO_DEEP_CORE, NO_OTHER_ADAPTER("@sendo/redis")) },
  },
  {
    files: ["packages/bullmq/src/**/*.ts"],
    rules: { "no-restricted-imports": banImports(NO_DEEP_CORE, NO_OTHER_ADAPTER("@sendo/bullmq")) },
  },
  {
    // Its entry point for Nest stands beside SendoModule, whose client it takes from the container.
    files: ["packages/bullmq/src/nestjs/**/*.ts"],
    rules: { "no-restricted-imports": banImports(NO_DEEP_CORE, NO_OTHER_ADAPTER("@sendo/bullmq", "@sendo/nestjs")) },
  },
  {
    // The one reader of the environment and the one owner of timers.
    files: ["packages/*/src/options.ts", "packages/*/src/**/clock.ts", "packages/*/page/src/clock.ts"],
    rules: { "no-restricted-properties": "off", "no-restricted-globals": "off" },
  },
  {
    // A command-line program talks to its terminal; configuration files must export a default.
    files: ["apps/**/*.ts", "packages/sandbox/src/cli/**/*.ts", "packages/sandbox/src/bin.ts", ".ci/**/*.js"],
    rules: { "no-console": "off" },
  },
  {
    files: ["**/*.config.ts", "**/*.config.mjs", "*.config.js", "apps/docs/.vitepress/**/*.js"],
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
