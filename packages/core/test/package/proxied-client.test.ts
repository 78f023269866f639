import { expect, test } from "vitest";
import { fakeSendo } from "../../src/testing/index.js";

/** As tracing libraries do: every object that is reached through the client is behind a proxy too. */
function deepProxy<T extends object>(target: T): T {
  return new Proxy(target, {
    get(of, name, receiver) {
      const value: unknown = Reflect.get(of, name, receiver);
      return typeof value === "object" && value !== null && !(value instanceof Date) ? deepProxy(value) : value;
    },
  });
}

test.each([
  ["new Proxy(client, {})", <T extends object>(client: T) => new Proxy(client, {})],
  ["a proxy around everything", deepProxy],
])("a client behind %s works (braintrust#1693, cls-proxify#26)", async (_, wrap) => {
  const fake = fakeSendo({ requestsPerSecond: 20 });
  const client = wrap(fake.client);
  const { id } = await client.messages.send({ to: "+12065550142", body: "Your table is ready" });
  expect(await client.messages.retrieve(id)).toMatchObject({ id });
  for await (const listed of client.messages.list()) expect(listed.id).toBe(id);
  for await (const row of client.messages.sendMany([{ to: "+12065550142", body: "Hello" }])) {
    expect(row.outcome).toBe("accepted");
  }
  expect(await client.messages.resolve({ reference: "none", to: "+12065550142" })).toEqual({ state: "not-found" });
  const campaignId = "fake-campaign";
  const hook = { url: "https://diner.example/hooks", eventTypes: ["message.status"] } as const;
  expect(await client.webhooks.create(campaignId, hook)).toMatchObject({ url: hook.url });
  expect(await client.webhooks.list(campaignId)).toHaveLength(1);
  expect(await client.campaigns.retrieve(campaignId)).toMatchObject({ id: campaignId });
  expect(await client.request({ method: "GET", path: `/v1/message/${id}` })).toHaveProperty("message");
  expect(client.rateLimit.limit).toBe(20);
  expect(client.idempotency).toBeUndefined();
  const derived = client.withOptions({ deadlineMs: 5_000 });
  await derived.messages.send({ to: "+12065550142", body: "Hello" });
  await client.idle();
  expect(await client.close({ drainMs: 0 })).toEqual({ drained: 0, ended: 0 });
  expect(JSON.stringify(client)).not.toContain("sandbox_fake");
});
