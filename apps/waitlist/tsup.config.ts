import { copyFile } from "node:fs/promises";
import { privatePackage } from "../../tsup.shared.js";

export default privatePackage({
  entry: { index: "src/index.ts", suite: "src/suite/index.ts" },
  // The code reads the page at run time from the folder of its own file, in src and in dist.
  onSuccess: () => copyFile("src/page.html", "dist/page.html"),
});
