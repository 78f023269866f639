import { copyFile } from "node:fs/promises";
import { privatePackage } from "../../tsup.shared.js";

export default privatePackage({
  entry: { index: "src/index.ts", suite: "src/suite/index.ts" },
  // Read at run time, beside the code that reads it: in src and in dist alike.
  onSuccess: () => copyFile("src/page.html", "dist/page.html"),
});
