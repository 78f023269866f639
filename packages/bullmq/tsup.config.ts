import { readFileSync, writeFileSync } from "node:fs";
import { publicPackage } from "../../tsup.shared.js";

export default publicPackage({
  entry: ["src/index.ts", "src/nestjs.ts"],
  onSuccess: () => {
    const license = readFileSync("src/quiet-hours/LICENSE-libphonenumber", "utf8");
    writeFileSync(
      "dist/THIRD-PARTY-NOTICES.md",
      "# Third-party notices\n\nThis package contains the time zones of area codes, made from `resources/timezones/map_data.txt` of the following project. Changes:\nall prefixes of an area code are combined into one entry that lists all their zones. An overlay area code also gets the zones of the older area code for the same region.\n\n" +
        `## libphonenumber (Apache-2.0)\n\nCopyright (C) 2012 The Libphonenumber Authors\n\n${license.trim()}\n`,
    );
    return Promise.resolve();
  },
});
