import { runWaitlistSuite } from "@sendo-apps/waitlist/suite";
import { createDemo } from "../src/app.js";

runWaitlistSuite("NestJS", async ({ sendo, webhooks }) => {
  const app = await createDemo({ sendo, webhooks, logger: false });
  await app.listen(0, "127.0.0.1");
  return { url: await app.getUrl(), close: () => app.close() };
});
