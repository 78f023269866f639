import { startExpress } from "./express.js";
import { startFastify } from "./fastify.js";
import type { StartLoginApp } from "./login-app.js";
import { startNest } from "./nestjs.js";

const APPS: Readonly<Record<string, StartLoginApp>> = {
  express: startExpress,
  fastify: startFastify,
  nestjs: startNest,
};
const start = APPS[process.argv[2] ?? ""];
if (start === undefined) throw new Error(`Pass the framework: ${Object.keys(APPS).join(", ")}.`);

const app = await start(Number(process.env.PORT ?? 3000), { log: (line) => console.error(line.trimEnd()) });
console.log(app.url);
process.once("SIGTERM", () => void app.close());
process.once("SIGINT", () => void app.close());
