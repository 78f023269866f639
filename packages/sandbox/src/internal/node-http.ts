/**
 * @internal Loads `node:http` without an `import` statement. Since Node 22, an ES module import reads every export of
 * the module, including `WebSocket`. To provide `WebSocket`, Node loads undici, which takes about 20 ms and 10 MB of
 * memory.
 */
export const http = process.getBuiltinModule("node:http");
