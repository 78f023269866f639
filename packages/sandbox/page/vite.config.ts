import { writeFileSync } from "node:fs";
import path from "node:path";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";
import { thirdPartyNotices } from "../../../third-party-notices.js";

/** Writes the licences of what the page contains beside it. */
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

// One static bundle beside the package's own: what it is made of is there when it is built, and never when it runs.
export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), notices()],
  resolve: {
    // The one thing that the page uses of core. Its entry brings a client along, with the parts of Node that that needs.
    alias: { "@sendo/core": path.join(import.meta.dirname, "../../core/src/sms/segments.ts") },
  },
  build: {
    outDir: "../dist/page",
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0, // a data: script or style would need a weaker policy
    modulePreload: false,
    chunkSizeWarningLimit: 400,
  },
});
