import { runWaitlistSuite } from "@sendo-apps/waitlist/suite";
import { createDemo } from "../src/app.js";

runWaitlistSuite("Fastify", async ({ sendo, tokens }) => {
  const { app } = await createDemo({ sendo, webhooks: { tokens } });
  const url = await app.listen({ port: 0, host: "127.0.0.1" });
  return { url, close: () => app.close() };
});
