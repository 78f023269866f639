import { fakeSendo } from "@sendo/core/testing";
import { describe, expect, it } from "vitest";
import { getSendo, sendo, sendoErrorHandler } from "../src/index.js";
import { EXPRESS_VERSIONS } from "./express-versions.js";
import { listen } from "./listen.js";

const LOCAL = { baseUrl: "https://127.0.0.1:9" };
const MESSAGE = { to: "+12065550142", body: "Your table is ready" } as const;

describe.each(EXPRESS_VERSIONS)("sendo({ accounts, resolve }) on %s", (_name, express) => {
  const [eu, us] = [fakeSendo(), fakeSendo()];
  const app = express();
  const resolve = (req: { get(name: string): string | undefined }) => req.get("x-account") as "eu" | "us";
  const accounts = { eu: { client: eu.client }, us: { client: us.client } };
  const inner = fakeSendo();
  const router = express.Router();
  router.use(sendo({ client: inner.client }));
  router.post(
    "/message",
    (req, res, next) =>
      void getSendo(req)
        .messages.send(MESSAGE)
        .then(({ id }) => res.json({ id }), next),
  );
  app.use("/inner", sendo({ accounts, resolve }), router);
  app.use("/outer", sendo({ accounts, resolve }));
  app.post(
    "/outer/message",
    (req, res, next) => void req.sendo.messages.send(MESSAGE).then(({ id }) => res.json({ id }), next),
  );
  app.use(sendoErrorHandler());

  it("gives each request the client of its account, and of no other", async () => {
    const url = await listen(app);
    const send = async (path: string, account: string): Promise<[number, string]> => {
      const answer = await fetch(url + path, { method: "POST", headers: { "x-account": account } });
      return [answer.status, await answer.text()];
    };
    expect(await send("/outer/message", "eu")).toEqual([200, '{"id":"fake-1"}']);
    expect(await send("/outer/message", "us")).toEqual([200, '{"id":"fake-1"}']);
    expect(await send("/outer/message", "eu")).toEqual([200, '{"id":"fake-2"}']);
    for (const unknown of ["", "EU", "__proto__", "constructor"]) {
      expect(await send("/outer/message", unknown)).toEqual([500, '{"error":"internal_error"}']);
    }
    expect([eu.outbox.sent.length, us.outbox.sent.length]).toEqual([2, 1]);
    // A mount in a router is the one that its routes see.
    expect(await send("/inner/message", "eu")).toEqual([200, '{"id":"fake-1"}']);
    expect([eu.outbox.sent.length, inner.outbox.sent.length]).toEqual([2, 1]);
  });
});

describe.each(EXPRESS_VERSIONS)("an asynchronous `resolve` on %s", (_name, express) => {
  it("is awaited: each request gets the account of its own lookup, in whichever order lookups end", async () => {
    const [eu, us] = [fakeSendo(), fakeSendo()];
    const lookups = new Map<string, (name: string) => void>();
    let begun = (): void => {};
    const bothWait = new Promise<void>((resolve) => (begun = resolve));
    const resolve = (req: { get(name: string): string | undefined }) =>
      new Promise<"eu" | "us">((found) => {
        lookups.set(req.get("x-account")!, found as (name: string) => void);
        if (lookups.size === 2) begun();
      });
    const app = express();
    app.use(sendo({ accounts: { eu: { client: eu.client }, us: { client: us.client } }, resolve }));
    app.use(express.json());
    app.post(
      "/message",
      (req, res, next) => void req.sendo.messages.send(req.body).then(({ id }) => res.json({ id }), next),
    );
    const url = await listen(app);
    const send = async (account: string): Promise<number> => {
      const headers = { "x-account": account, "content-type": "application/json" };
      return (
        await fetch(`${url}/message`, { method: "POST", headers, body: JSON.stringify({ ...MESSAGE, body: account }) })
      ).status;
    };
    const answers = [send("eu"), send("us")];
    await bothWait;
    for (const name of ["us", "eu"]) lookups.get(name)!(name);
    expect(await Promise.all(answers)).toEqual([200, 200]);
    expect([eu, us].map(({ outbox }) => outbox.sent.map(({ body }) => body))).toEqual([["eu"], ["us"]]);
  });

  it.each([
    ["rejects", () => Promise.reject(new Error("no database"))],
    [
      "throws",
      () => {
        throw new Error("no database");
      },
    ],
    ["finds none", () => Promise.resolve("fr" as never)],
  ])("fails the request when it %s, and nothing is sent", async (_what, resolve) => {
    const eu = fakeSendo();
    const app = express().set("env", "test");
    app.use(sendo({ accounts: { eu: { client: eu.client } }, resolve }));
    app.post(
      "/message",
      (req, res, next) => void req.sendo.messages.send(MESSAGE).then(({ id }) => res.json({ id }), next),
    );
    expect((await fetch(`${await listen(app)}/message`, { method: "POST" })).status).toBe(500);
    expect(eu.outbox.sent).toEqual([]);
  });
});

it("closes the clients that it opened, and leaves those alone that it was given", async () => {
  const { client } = fakeSendo();
  const middleware = sendo({
    accounts: { eu: { ...LOCAL, apiKey: "sandbox_eu" }, us: { client } },
    resolve: () => "eu",
  });
  expect(middleware.clients.us).toBe(client);
  expect(Object.keys(await middleware.close())).toEqual(["eu"]);
  await expect(middleware.clients.eu.messages.send({ ...MESSAGE, campaign: "c" })).rejects.toMatchObject({
    code: "client_closed",
  });
  await expect(client.messages.send(MESSAGE)).resolves.toMatchObject({ id: "fake-1" });
});

it("rejects invalid options immediately", () => {
  const resolve = () => "eu" as const;
  expect(() => sendo({ accounts: { eu: { baseUrl: LOCAL.baseUrl } }, resolve })).toThrow("SENDO_API_KEY");
  expect(() => sendo({ accounts: {} as { eu: object }, resolve })).toThrow("at least one account");
  expect(() => sendo({ accounts: { eu: LOCAL } } as never)).toThrow("resolve");
  expect(() => sendo({ accounts: { eu: LOCAL }, resolve, apiKey: "k" } as never)).toThrow("no other options");
});

it("getSendo says what to do where nothing is mounted", () => {
  expect(() => getSendo({})).toThrow("app.use(sendo())");
});
