import { declaredHandlers } from "../src/sendo.decorators.js";

// Test files that share a worker also share the registry of handlers. A class that one file declares but does not provide
// would make the webhooks in the next files return 503.
declaredHandlers().clear();
