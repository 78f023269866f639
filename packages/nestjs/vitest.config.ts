import { packageTests } from "../../vitest.shared.js";

// A handler class that one test file declares but does not register would make the webhooks in all others return 503.
export default packageTests({ test: { isolate: true } });
