import http from "node:http";
import { expect, test } from "vitest";
import { listen } from "../../src/server/listen.js";

test("says that the machine has no such address, and what to do", async () => {
  const listening = listen(http.createServer(), "192.0.2.1", 0); // set aside for documents: nobody has it
  await expect(listening).rejects.toMatchObject({
    code: "option_invalid",
    message: expect.stringMatching(/not have the address 192\.0\.2\.1.*--host/),
  });
});
