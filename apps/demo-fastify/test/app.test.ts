import { runWaitlistSuite } from "@sendo-apps/waitlist/suite";
import { createDemo } from "../src/app.js";

runWaitlistSuite("Fastify", async ({ sendo, webhooks }) => {
  const { app } = await createDemo({ sendo, webhooks });
  const url = await app.listen({ port: 0, host: "127.0.0.1" });
  return { url, close: () => app.close() };
});
