import { describe, expect, test } from "vitest";
import { startSandbox, type Sandbox } from "../../src/index.js";
import { call, send } from "../support/api-client.js";
import { control } from "../support/control-client.js";

const PHONE = "+12065550142";
const NEW_NUMBER = "+14155550133";
const quiet = { clock: "manual", requestsPerSecond: false } as const;

async function createCampaign(sandbox: Sandbox): Promise<string> {
  const { brandId } = (await call(sandbox, "GET", `/v1/campaign/${sandbox.campaign}`)).body.campaign;
  const text = "Texts to guests who asked for them.";
  const { body } = await call(sandbox, "POST", "/v1/campaign/create", {
    displayName: "Reminders",
    usecase: "CUSTOMER_CARE",
    brandId,
    description: text,
    consentFlow: text,
    sample1: text,
    sample2: text,
  });
  return body.campaign.id;
}

const statusOf = async (sandbox: Sandbox, id: string): Promise<string> =>
  (await call(sandbox, "GET", `/v1/campaign/${id}`)).body.campaign.status;

describe("a campaign", () => {
  test("waits until somebody decides, however long that takes", async () => {
    await using sandbox = await startSandbox(quiet);
    const id = await createCampaign(sandbox);
    await sandbox.clock.advance("30d");
    expect(await statusOf(sandbox, id)).toBe("PENDING");
    sandbox.approveCampaign(id);
    expect(await statusOf(sandbox, id)).toBe("ACTIVE");
  });

  test("is approved by the clock where that is wanted", async () => {
    await using sandbox = await startSandbox({ ...quiet, review: { campaigns: "3d" } });
    const id = await createCampaign(sandbox);
    expect(sandbox.clock.pending()).toMatchObject([{ what: `campaign ${id} is approved` }]);
    await sandbox.clock.advance("71h");
    expect(await statusOf(sandbox, id)).toBe("PENDING");
    await sandbox.clock.advance("1h");
    expect(await statusOf(sandbox, id)).toBe("ACTIVE");
  });

  test("[rejected-campaign] can be rejected: nothing can be sent, the clock does not approve it, a reason is told", async () => {
    await using sandbox = await startSandbox({ ...quiet, review: { campaigns: "3d" } });
    const id = await createCampaign(sandbox);
    const rejected = await control(sandbox, "POST", `/campaigns/${id}/reject`, { body: { reason: "No opt-in" } });
    const { status, review } = rejected.body.campaigns.find((campaign: { id: string }) => campaign.id === id);
    expect([status, review]).toEqual(["PENDING", { state: "rejected", reason: "No opt-in" }]);
    await sandbox.clock.advance("30d");
    expect(await statusOf(sandbox, id)).toBe("PENDING");
    await expect(send(sandbox, { campaign: id })).rejects.toThrow("400");
    expect((await call(sandbox, "GET", `/v1/campaign/${id}`)).text).not.toMatch(/review|rejection|pendingNumbers/);
    sandbox.approveCampaign(id); // it was sent in again
    expect(await statusOf(sandbox, id)).toBe("ACTIVE");
    expect((await control(sandbox, "POST", `/campaigns/${id}/reject`, { body: {} })).status).toBe(400);
  });
});

describe("a number", () => {
  const buy = (sandbox: Sandbox) =>
    call(sandbox, "POST", "/v1/number/buy", { number: NEW_NUMBER, campaignId: sandbox.campaign });

  test("can be used at once, unless a review is wanted", async () => {
    await using sandbox = await startSandbox(quiet);
    expect((await buy(sandbox)).body.status).toBe("PENDING");
    await send(sandbox, { from: NEW_NUMBER });
  });

  test("cannot send before it is active, by hand or by the clock", async () => {
    for (const numbers of ["by-hand", "2d"] as const) {
      await using sandbox = await startSandbox({ ...quiet, review: { numbers } });
      await buy(sandbox);
      await expect(send(sandbox, { from: NEW_NUMBER })).rejects.toThrow(/400.*not active/);
      await send(sandbox); // from the number that there was before
      const status = async (): Promise<string> =>
        (await control(sandbox, "GET", "/numbers")).body.numbers.find(
          ({ number }: { number: string }) => number === NEW_NUMBER,
        ).status;
      expect(await status()).toBe("PENDING");
      if (numbers === "2d") await sandbox.clock.advance("2d");
      else await control(sandbox, "POST", `/numbers/${encodeURIComponent(NEW_NUMBER)}/activate`, { body: {} });
      expect(await status()).toBe("ACTIVE");
      await send(sandbox, { from: NEW_NUMBER });
    }
    await using sandbox = await startSandbox(quiet);
    expect(() => sandbox.activateNumber(NEW_NUMBER)).toThrow(/No campaign/);
  });
});

describe("keywords", () => {
  test("belong to the campaign, and can be changed", async () => {
    await using sandbox = await startSandbox(quiet);
    const path = `/campaigns/${sandbox.campaign}/keywords`;
    await control(sandbox, "POST", path, { body: { optout: ["Stop", "ARRÊT"], optin: ["JA"], help: ["HILFE"] } });
    sandbox.phone(PHONE).text("arrêt");
    expect((await control(sandbox, "GET", "/optouts")).body.optouts).toHaveLength(1);
    sandbox.phone(PHONE).text("START"); // no longer a word of it
    expect((await control(sandbox, "GET", "/optouts")).body.optouts).toHaveLength(1);
    sandbox.phone(PHONE).text("ja");
    expect((await control(sandbox, "GET", "/optouts")).body.optouts).toEqual([]);
    const { details } = (await call(sandbox, "GET", `/v1/campaign/${sandbox.campaign}`)).body.campaign;
    expect(details).toMatchObject({
      optoutKeywords: ["Stop", "ARRÊT"],
      optinKeywords: ["JA"],
      helpKeywords: ["HILFE"],
    });
  });

  test.each([
    [{ optout: ["BYE"] }],
    [{ help: [] }],
    [{ optin: ["x".repeat(31)] }],
    [{ help: [" A"] }],
    [{ help: "A" }],
  ])("refuses %j", async (keywords) => {
    await using sandbox = await startSandbox(quiet);
    const path = `/campaigns/${sandbox.campaign}/keywords`;
    expect((await control(sandbox, "POST", path, { body: keywords })).status).toBe(400);
    sandbox.phone(PHONE).text("STOP");
    expect((await control(sandbox, "GET", "/optouts")).body.optouts).toHaveLength(1);
  });
});

test("[kept] webhooks are bounded, with a clear refusal", async () => {
  await using sandbox = await startSandbox(quiet);
  const add = (): unknown => sandbox.webhooks.add("http://127.0.0.1:9/hook");
  for (let i = 0; i < 1000; i += 1) add();
  expect(add).toThrow(/at most 1000/);
  const { status, body } = await call(sandbox, "POST", `/v1/campaign/${sandbox.campaign}/webhooks`, {
    url: "http://127.0.0.1:9/hook",
    eventTypes: ["message.status"],
  });
  expect([status, body.error]).toEqual([400, expect.stringContaining("at most 1000")]);
});

test.each([{ campaigns: "soon" }, { numbers: -1 }])("refuses review %j", async (review) => {
  await expect(startSandbox({ review: review as never })).rejects.toMatchObject({ code: "config_option_invalid" });
});
