import { writeFileSync } from "node:fs";
import path from "node:path";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";
import { thirdPartyNotices } from "../../../third-party-notices.js";

/** Writes the licenses of the bundled modules next to the bundle. */
function notices(): Plugin {
  return {
    name: "third-party-notices",
    writeBundle(_, bundle) {
      const modules = Object.values(bundle).flatMap((chunk) => ("moduleIds" in chunk ? chunk.moduleIds : []));
      const folders = modules.flatMap((id) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id)?.[0] ?? []);
      const file = path.join(import.meta.dirname, "../dist/THIRD-PARTY-NOTICES.md");
      writeFileSync(file, thirdPartyNotices([...new Set(folders)].sort()));
    },
  };
}

// The page is built into one static bundle next to the package's own.
export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), notices()],
  resolve: {
    // The page uses only the segment counter of core. The main entry would bundle a client and its Node modules.
    alias: { "@sendo/core": path.join(import.meta.dirname, "../../core/src/sms/segments.ts") },
  },
  build: {
    outDir: "../dist/page",
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0, // data: URLs would need a weaker content security policy
    modulePreload: false,
    chunkSizeWarningLimit: 400,
  },
});
