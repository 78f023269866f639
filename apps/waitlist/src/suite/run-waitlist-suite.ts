import { startSandbox, type Sandbox } from "@sendo/sandbox";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { watchParties } from "../watch-parties.js";
import { AppUnderTest, type StartWaitlist } from "./app-under-test.js";
import { startLosingAnswers } from "./lost-answers.js";

const ADA = "+12065550142";

/**
 * Tests a demo app through HTTP, like a host's browser and the guests' phones, with real HTTPS to the sandbox and real
 * webhook deliveries. The suite controls the clock, and every test has its own account.
 */
export function runWaitlistSuite(name: string, start: StartWaitlist): void {
  let sandbox: Sandbox;
  beforeAll(async () => void (sandbox = await startSandbox({ clock: "manual" })));
  afterAll(() => sandbox.close());
  const startApp = (sendo?: Parameters<typeof AppUnderTest.start>[2]) => AppUnderTest.start(start, sandbox, sendo);

  describe(`the waitlist on ${name}`, () => {
    it("plays one party: message, statuses by webhook, reply 1", async () => {
      const app = await startApp();
      const party = await app.join("Ada", ADA);
      expect(party).toMatchObject({ name: "Ada", size: 2, state: "waiting", optedOut: false });

      const { httpStatus, value } = await app.ready(party.id);
      expect(httpStatus).toBe(200);
      const [message] = app.tenant.messages();
      expect(message).toMatchObject({ to: ADA, body: expect.stringMatching(/^Ada, your table is ready/) as string });
      expect(value).toMatchObject({ id: party.id, state: "called", message: { messageId: message!.id } });

      await app.settle();
      expect(await app.party(party.id)).toMatchObject({ message: { status: "DELIVERED", messageId: message!.id } });

      app.tenant.phone(ADA).text("1");
      await app.settle();
      expect(await app.party(party.id)).toMatchObject({ state: "coming", reply: "1" });
      // The list contains the message and the reply. Nothing was sent twice, and every first delivery attempt
      // succeeded.
      expect(app.tenant.messages()).toHaveLength(2);
      expect([...app.tenant.acceptedPerReference().values()]).toEqual([1]);
      expect(
        app.tenant.webhooks.deliveries().map(({ attempts }) => attempts.map(({ httpStatus }) => httpStatus)),
      ).toEqual(app.tenant.webhooks.deliveries().map(() => [200]));
    });

    it("cancels a party that replies 2, which then receives no message", async () => {
      const app = await startApp();
      const { id } = await app.join("Ada", ADA);
      await app.ready(id);
      await app.settle();
      app.tenant.phone(ADA).text(" 2 ");
      await app.settle();
      expect(await app.party(id)).toMatchObject({ state: "cancelled" });
      expect((await app.ready(id)).httpStatus).toBe(409);
      expect(app.tenant.messages().filter(({ direction }) => direction === "OUTBOUND")).toHaveLength(1);
    });

    it("shows other replies, and accepts 1 as a reply only after the call", async () => {
      const app = await startApp();
      const { id } = await app.join("Ada", ADA);
      app.tenant.phone(ADA).text("1");
      await app.settle();
      expect(await app.party(id)).toMatchObject({ state: "waiting", reply: "1" });
      await app.ready(id);
      await app.settle();
      app.tenant.phone(ADA).text("<b>five minutes</b>");
      await app.settle();
      expect(await app.party(id)).toMatchObject({ state: "called", reply: "<b>five minutes</b>" });
    });

    it("shows that a guest has texted STOP, and that the next message failed with 1310", async () => {
      const app = await startApp();
      const { id } = await app.join("Ada", ADA);
      app.tenant.phone(ADA).text("STOP");
      await app.settle();
      expect(await app.party(id)).toMatchObject({ state: "waiting", optedOut: true });
      expect((await app.ready(id)).httpStatus).toBe(200);
      await app.settle();
      expect(await app.party(id)).toMatchObject({
        state: "waiting",
        optedOut: true,
        message: { status: "FAILED", errorCode: "1310" },
      });
    });

    it("sends one message for two clicks", async () => {
      const app = await startApp();
      const { id } = await app.join("Ada", ADA);
      const answers = await Promise.all([app.ready(id), app.ready(id)]);
      expect(answers.map(({ httpStatus }) => httpStatus).sort()).toEqual([200, 409]);
      expect((await app.ready(id)).httpStatus).toBe(409);
      expect(app.tenant.messages()).toHaveLength(1);
    });

    it("never sends again if the outcome is unknown", async () => {
      const server = await startLosingAnswers();
      onTestFinished(() => server.close());
      const app = await startApp({ baseUrl: server.baseUrl, ca: server.ca });
      const { id } = await app.join("Ada", ADA);
      expect(await app.ready(id)).toEqual({ httpStatus: 502, value: { error: "message_outcome_unknown" } });
      expect(await app.party(id)).toMatchObject({ state: "waiting", message: { status: "UNCLEAR" } });
      expect((await app.ready(id)).httpStatus).toBe(409);
      expect(server.received()).toBe(1);
    });

    it("shows that a message was not sent, and allows another call", async () => {
      const app = await startApp({ baseUrl: "https://127.0.0.1:1", retry: false });
      const { id } = await app.join("Ada", ADA);
      const answer = { httpStatus: 502, value: { error: "messaging_failed" } };
      expect(await app.ready(id)).toEqual(answer);
      expect(await app.party(id)).toMatchObject({ state: "waiting", message: { status: "NOT_SENT" } });
      expect(await app.ready(id)).toEqual(answer);
    });

    it("handles statuses that come late, twice, out of order or before the send returns", async () => {
      const app = await startApp();
      const { id } = await app.join("Ada", ADA);
      await app.ready(id);
      const [message] = app.tenant.messages();
      const status = (value: string) =>
        app.deliver({ type: "message.status", message: { id: message!.id, status: value } });
      for (const value of ["DELIVERED", "SENT", "QUEUED", "DELIVERED"])
        expect((await status(value)).httpStatus).toBe(200);
      expect(await app.party(id)).toMatchObject({ message: { status: "DELIVERED" } });
      const strange = { type: "message.status", message: { id: "nobody's", status: "SENT" } };
      expect((await app.deliver(strange)).httpStatus).toBe(200);
      expect((await app.deliver({ type: "message.status" })).httpStatus).toBe(200);
      expect((await app.deliver({ type: "recipient.optout" })).httpStatus).toBe(200);
      expect(await app.parties()).toHaveLength(1);
    });

    it("rejects a delivery with a wrong token", async () => {
      const app = await startApp();
      const { id } = await app.join("Ada", ADA);
      const forged = { type: "message.incoming", message: { id: "m", from: ADA, body: "2" } };
      expect((await app.deliver(forged, "guess")).httpStatus).toBe(401);
      const party = await app.party(id);
      expect(party).toMatchObject({ state: "waiting" });
      expect(party).not.toHaveProperty("reply");
    });

    it("rejects invalid input with a message for people", async () => {
      const app = await startApp();
      const good = { name: "Ada", size: 2, phone: ADA };
      const bad = [
        { ...good, name: " " },
        { ...good, name: 7 },
        { ...good, size: 0 },
        { ...good, size: "2" },
        { ...good, phone: "206" },
        [],
      ];
      for (const input of bad) {
        const { httpStatus, value } = await app.post("/api/parties", input);
        expect(httpStatus).toBe(400);
        expect(value).toEqual({ error: expect.stringMatching(/\.$/) as string });
      }
      expect(await app.parties()).toEqual([]);
      await app.join("Ada", ADA);
      expect((await app.post("/api/parties", good)).httpStatus).toBe(409);
      expect(await app.ready("p99")).toEqual({ httpStatus: 404, value: { error: "This party does not exist." } });
    });

    it("shows changes to open pages immediately, never a complete number, and closes with a page still open", async () => {
      const app = await startApp();
      const pages = watchParties(app.url, AbortSignal.timeout(20_000));
      expect((await pages.next()).value).toEqual([]);
      await app.join("<script>alert(1)</script>", ADA);
      const shown = await pages.next();
      expect(shown.value).toMatchObject([{ name: "<script>alert(1)</script>", phone: "+1********42" }]);
      expect(JSON.stringify(shown.value)).not.toContain(ADA);
      expect(JSON.stringify(await app.parties())).not.toContain(ADA);
      await app.close();
      expect((await pages.next()).done).toBe(true);
    });

    it("serves the page with a policy that allows only its own script", async () => {
      const app = await startApp();
      const response = await fetch(app.url);
      expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
      expect(response.headers.get("content-security-policy")).toMatch(/^default-src 'none'; script-src 'sha256-/);
      expect(await response.text()).toContain("<title>Waitlist</title>");
    });
  });
}
