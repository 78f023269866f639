/**
 * @internal Loads `node:http` without an import. Since Node 22, an ES module import reads every export, including
 * `WebSocket`. For that, Node loads undici, which costs 10 MB and about 20 ms.
 */
export const http = process.getBuiltinModule("node:http");
