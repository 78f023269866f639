import { testNestVersion } from "../../packages/nestjs/test/test-nest-version.js";

export default testNestVersion(import.meta.dirname);
