// Prints how many files of this repository, and of which packages, an import of argv[2] loads: `{"files":3,"packages":["@sendo/core"]}`.
import { register } from "node:module";
import { MessageChannel } from "node:worker_threads";

const { port1, port2 } = new MessageChannel();
const hooks = `
  let port;
  export const initialize = (data) => void (port = data.port);
  export async function load(url, context, next) {
    if (url.startsWith("file:")) port.postMessage(url);
    return next(url, context);
  }`;
register(`data:text/javascript,${encodeURIComponent(hooks)}`, { data: { port: port2 }, transferList: [port2] });

const loaded = [];
port1.on("message", (url) => loaded.push(url));
await import(process.argv[2]);
await new Promise((resolve) => setImmediate(resolve));
port1.close();

const ours = loaded.flatMap((url) => /\/packages\/([a-z-]+)\/dist\//.exec(url)?.[1] ?? []);
const foreign = loaded.flatMap(
  (url) => /\/node_modules\/(?!.*\/node_modules\/)((?:@[^/]+\/)?[^/]+)\//.exec(url)?.[1] ?? [],
);
console.log(
  JSON.stringify({ files: ours.length, packages: [...new Set(ours)].sort(), foreign: [...new Set(foreign)].sort() }),
);
