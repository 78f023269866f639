export { compileUnderPnpm, type PnpmApp } from "./compile-under-pnpm.js";
