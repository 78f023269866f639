import { testNestVersion } from "../../packages/nestjs/test/test-nest-version.js";

const { resolve, test } = testNestVersion(import.meta.dirname);

export default { resolve, test: { ...test, include: ["test/{health,module}.test.ts"] } };
