import { expect, test } from "vitest";
import { startSandbox } from "../../src/index.js";
import { control } from "../support/control-client.js";

const PHONE = "+12065550142";

test("a send from the page goes the way of every other: over HTTPS, counted and logged", async () => {
  await using sandbox = await startSandbox({ clock: "manual", requestsPerSecond: 1 });
  const first = await control(sandbox, "POST", "/send", { body: { to: PHONE, body: "Hello" } });
  expect(first.body).toMatchObject({ httpStatus: 200, id: sandbox.messages()[0]!.id });
  const second = await control(sandbox, "POST", "/send", { body: { to: PHONE, body: "Hello" } });
  expect(second.body).toMatchObject({ httpStatus: 429 });
  expect(second.body.id).toBeUndefined();
  expect(sandbox.messages()).toHaveLength(1);
  expect(sandbox.requests().map(({ route, status }) => `${route} ${status}`)).toEqual([
    "/v1/message/send 200",
    "/v1/message/send 429",
  ]);
});

test("what the API refuses comes back as it said it, and a missing field is refused at once", async () => {
  await using sandbox = await startSandbox({ clock: "manual" });
  const refused = await control(sandbox, "POST", "/send", { body: { to: "nobody", body: "Hello" } });
  expect(refused.body.httpStatus).toBe(400);
  expect(JSON.parse(refused.body.answer)).toEqual({ success: false, error: expect.any(String) });
  expect((await control(sandbox, "POST", "/send", { body: { to: PHONE } })).status).toBe(400);
  expect(JSON.stringify(refused.body)).not.toContain(sandbox.apiKey);
});

test("it sends as the tenant that the key names", async () => {
  await using sandbox = await startSandbox({ clock: "manual" });
  await using other = sandbox.tenant();
  const body = { to: PHONE, body: "Hello" };
  await control(sandbox, "POST", "/send", { headers: { "x-sandbox-key": other.apiKey }, body });
  expect(other.messages()).toHaveLength(1);
  expect(sandbox.messages()).toHaveLength(0);
});
