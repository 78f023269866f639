import { afterAll, beforeAll, expect, test } from "vitest";
import { HttpsTransport } from "../../src/index.js";
import { startCountingServer, type CountingServer } from "../support/counting-server.js";

let server: CountingServer;
beforeAll(async () => {
  server = await startCountingServer();
});
afterAll(() => server.close());

test("a repeated header of a response is one string, joined by commas", async () => {
  server.behave((_, response) => {
    response.writeHead(200, ["Set-Cookie", "a=1", "Set-Cookie", "b=2", "X-Seen", "1", "X-Seen", "2"]).end("{}");
  });
  const transport = new HttpsTransport({ ca: server.ca });
  const { result } = transport.start({ method: "GET", url: new URL(`${server.url}/v1/x`), headers: {} });
  const { headers } = (await result).response!;
  expect(headers).toMatchObject({ "set-cookie": "a=1, b=2", "x-seen": "1, 2" });
  transport.close();
});
