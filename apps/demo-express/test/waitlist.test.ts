import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { runWaitlistSuite } from "@sendo-apps/waitlist/suite";
import { createDemo } from "../src/app.js";

runWaitlistSuite("Express", async ({ sendo, webhooks }) => {
  const demo = createDemo({ sendo, webhooks });
  const server = demo.app.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      const served = new Promise((resolve) => server.close(resolve));
      demo.endStreams();
      await served;
      await demo.close();
    },
  };
});
