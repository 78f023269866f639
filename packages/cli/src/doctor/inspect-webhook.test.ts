import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { inspectWebhook } from "./inspect-webhook.js";

test.each(["https://10.0.0.8/hook", "https://192.168.1.4/hook", "https://[fd00::1]/hook", "https://localhost/hook"])(
  "%s cannot be reached by Sendo",
  async (address) => {
    expect(await inspectWebhook("w1", address, false)).toMatchObject({
      state: "fail",
      finding: "Sendo cannot reach webhook w1, because its address is private.",
    });
  },
);

test("a public address without https is a warning, and is not called", async () => {
  expect(await inspectWebhook("w1", "http://192.0.2.1/hook", false)).toMatchObject({
    state: "warn",
    finding: expect.stringContaining("uses http") as string,
  });
});

test.each([
  [404, "warn", "returned 404"],
  [503, "warn", "returned 503"],
  [405, "ok", "which this library's receivers return for a GET request"],
  [200, "ok", "responded to this computer with 200"],
])("an app that returns %i: %s", async (status, state, finding) => {
  const app = createServer((_, response) => response.writeHead(status).end());
  await new Promise<void>((resolve) => app.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void app.close());
  const url = `http://127.0.0.1:${(app.address() as AddressInfo).port}/hook`;
  expect(await inspectWebhook("w1", url, true)).toMatchObject({
    state,
    finding: expect.stringContaining(finding) as string,
  });
});
