import { publicPackage } from "../../tsup.shared.js";

export default publicPackage({
  entry: { index: "src/index.ts", testing: "src/testing/index.ts", health: "src/health/index.ts" },
});
