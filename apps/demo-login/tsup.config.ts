import { copyFile } from "node:fs/promises";
import { privatePackage } from "../../tsup.shared.js";

export default privatePackage({
  entry: ["src/server.ts"],
  // Read at run time, next to the code that reads it: in src and in dist alike.
  onSuccess: () => copyFile("src/page.html", "dist/page.html"),
});
