import { packageTests } from "../../vitest.shared.js";

export default packageTests({ test: { setupFiles: ["test/forget-handlers.ts"] } });
