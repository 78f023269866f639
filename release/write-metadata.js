// Writes what release/repository.js says into every package that is published.
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { publicPackages } from "./public-packages.js";
import { metadataOf } from "./repository.js";

for (const { folder, manifest } of publicPackages()) {
  const { name, version, description, keywords, homepage: _, bugs: __, repository: ___, license, ...rest } = manifest;
  const whole = { name, version, description, keywords, ...metadataOf(folder), license, ...rest };
  whole.publishConfig = { access: "public", provenance: true };
  whole.scripts = {
    ...whole.scripts,
    prepack: "node ../../release/pack-readme.js",
    postpack: "node ../../release/pack-readme.js restore",
  };
  writeFileSync(
    fileURLToPath(new URL(`../${folder}/package.json`, import.meta.url)),
    `${JSON.stringify(whole, null, 2)}\n`,
  );
}
