import assert from "node:assert/strict";
import { test } from "node:test";
import { codeVariants, withoutTypes } from "../src/code-variants.js";

const labels = (variants) => variants.map(({ label }) => label);

test("an install line is shown for each package manager", () => {
  const variants = codeVariants("sh", "npm install @sendo/core\nnpm install --save-dev @sendo/sandbox\n");
  assert.deepEqual(labels(variants), ["npm", "pnpm", "yarn", "bun"]);
  assert.equal(variants[1].code, "pnpm add @sendo/core\npnpm add -D @sendo/sandbox\n");
  assert.equal(variants[3].code, "bun add @sendo/core\nbun add -d @sendo/sandbox\n");
  assert.deepEqual(codeVariants("sh", "npx --yes pnpm@10.34.9 test\n"), []);
});

test("TypeScript is shown as JavaScript too, if the two differ", () => {
  const variants = codeVariants("ts", "// app.mts\nconst seen = new Map<string, number>();\n");
  assert.deepEqual(labels(variants), ["TypeScript", "JavaScript"]);
  assert.equal(variants[1].code, "// app.mjs\nconst seen = new Map();\n");
  assert.deepEqual(codeVariants("ts", "console.log(1);\n"), []);
});

test("types leave no trace: no empty lines, no gaps, no imports", () => {
  const code = `import { send, type Row } from "a";
import type { B } from "b";

interface C {
  d: string;
}

export async function f(row: Row, b?: B): Promise<void> {
  await send<C>(row as C, process.env.KEY!);
}
`;
  assert.equal(
    withoutTypes(code),
    `import { send } from "a";

export async function f(row, b) {
  await send(row, process.env.KEY);
}
`,
  );
});

test("what JavaScript cannot say has no second tab", () => {
  assert.deepEqual(codeVariants("ts", "@Module({})\nexport class AppModule {}\n"), []);
  assert.deepEqual(codeVariants("ts", "class A { constructor(private readonly b: string) {} }\n"), []);
});
