import { fakeSendo } from "@sendo/core/testing";
import { describe, expect, it } from "vitest";
import { getSendo, sendo, sendoErrorHandler } from "../src/index.js";
import { EXPRESS_VERSIONS } from "./express-versions.js";
import { listen } from "./listen.js";

const LOCAL = { baseUrl: "https://127.0.0.1:9" };
const TEXT = { to: "+12065550142", body: "Your table is ready" } as const;

describe.each(EXPRESS_VERSIONS)("sendo({ accounts, resolve }) on %s", (_name, express) => {
  const [eu, us] = [fakeSendo(), fakeSendo()];
  const app = express();
  const resolve = (req: { get(name: string): string | undefined }) => req.get("x-account") as "eu" | "us";
  const accounts = { eu: { client: eu.client }, us: { client: us.client } };
  const inner = fakeSendo();
  const router = express.Router();
  router.use(sendo({ client: inner.client }));
  router.post(
    "/text",
    (req, res, next) =>
      void getSendo(req)
        .messages.send(TEXT)
        .then(({ id }) => res.json({ id }), next),
  );
  app.use("/inner", sendo({ accounts, resolve }), router);
  app.use("/outer", sendo({ accounts, resolve }));
  app.post(
    "/outer/text",
    (req, res, next) => void req.sendo.messages.send(TEXT).then(({ id }) => res.json({ id }), next),
  );
  app.use(sendoErrorHandler());

  it("gives each request the client of its account, and of no other", async () => {
    const url = await listen(app);
    const text = async (path: string, account: string): Promise<[number, string]> => {
      const answer = await fetch(url + path, { method: "POST", headers: { "x-account": account } });
      return [answer.status, await answer.text()];
    };
    expect(await text("/outer/text", "eu")).toEqual([200, '{"id":"fake-1"}']);
    expect(await text("/outer/text", "us")).toEqual([200, '{"id":"fake-1"}']);
    expect(await text("/outer/text", "eu")).toEqual([200, '{"id":"fake-2"}']);
    for (const unknown of ["", "EU", "__proto__", "constructor"]) {
      expect(await text("/outer/text", unknown)).toEqual([500, '{"error":"internal_error"}']);
    }
    expect([eu.outbox.sent.length, us.outbox.sent.length]).toEqual([2, 1]);
    // A mount in a router is the one that its routes see.
    expect(await text("/inner/text", "eu")).toEqual([200, '{"id":"fake-1"}']);
    expect([eu.outbox.sent.length, inner.outbox.sent.length]).toEqual([2, 1]);
  });
});

it("closes the clients that it opened, and leaves those alone that it was given", async () => {
  const { client } = fakeSendo();
  const texts = sendo({ accounts: { eu: { ...LOCAL, apiKey: "sandbox_eu" }, us: { client } }, resolve: () => "eu" });
  expect(texts.clients.us).toBe(client);
  expect(Object.keys(await texts.close())).toEqual(["eu"]);
  await expect(texts.clients.eu.messages.send({ ...TEXT, campaign: "c" })).rejects.toMatchObject({
    code: "client_closed",
  });
  await expect(client.messages.send(TEXT)).resolves.toMatchObject({ id: "fake-1" });
});

it("refuses at once what cannot be used", () => {
  const resolve = () => "eu" as const;
  expect(() => sendo({ accounts: { eu: { baseUrl: LOCAL.baseUrl } }, resolve })).toThrow("SENDO_API_KEY");
  expect(() => sendo({ accounts: {} as { eu: object }, resolve })).toThrow("one account at least");
  expect(() => sendo({ accounts: { eu: LOCAL } } as never)).toThrow("resolve");
  expect(() => sendo({ accounts: { eu: LOCAL }, resolve, apiKey: "k" } as never)).toThrow("nothing else");
});

it("getSendo says what to do where nothing is mounted", () => {
  expect(() => getSendo({})).toThrow("app.use(sendo())");
});
