import { packageTests } from "../../vitest.shared.js";

export default packageTests({ define: { __SENDO_VERSION__: JSON.stringify("0.0.0-test") } });
