/**
 * @internal `node:http`, asked for instead of imported. From Node 22 on, whoever imports it as an ES module has every export touched,
 * `WebSocket` among them, and Node loads undici for that: 10 MB and some 20 ms, for nothing that we use.
 */
export const http = process.getBuiltinModule("node:http");
