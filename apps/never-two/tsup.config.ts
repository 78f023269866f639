import { privatePackage } from "../../tsup.shared.js";

export default privatePackage({
  entry: ["src/index.ts", "src/run.ts", "src/client.ts"],
});
