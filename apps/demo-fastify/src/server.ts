import { createDemo } from "./app.js";

const { app } = await createDemo({ isLogging: true });
// This machine only: the page has no log-in.
console.log(await app.listen({ port: Number(process.env.PORT ?? 3000), host: "127.0.0.1" }));

// Fastify answers what is under way; @sendo/fastify lets the sends finish; then the process leaves.
process.once("SIGTERM", () => void app.close());
process.once("SIGINT", () => void app.close());
