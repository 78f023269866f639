// Test files that share a worker also share the registry of handlers. A class that one file declares but does not provide
// would make the webhooks in the next files return 503.
Reflect.deleteProperty(globalThis, Symbol.for("@sendo/nestjs:handlers:1"));
