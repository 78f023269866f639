import { createDemo } from "./app.js";

const { app } = await createDemo({ isLogging: true });
// The server listens only on localhost, because the page has no login.
console.log(await app.listen({ port: Number(process.env.PORT ?? 3000), host: "127.0.0.1" }));

// Fastify responds to requests in flight, @sendo/fastify waits for sends, then the process exits.
process.once("SIGTERM", () => void app.close());
process.once("SIGINT", () => void app.close());
