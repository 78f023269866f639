import { Sendo } from "@sendo/core";
import type { ErrorRequestHandler, Express } from "express";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { sendo, sendoErrorHandler, sendoWebhooks, type SendoErrorHandlerOptions } from "../src/index.js";
import { EXPRESS_VERSIONS } from "./express-versions.js";
import { listen } from "./listen.js";

const LOCAL = { baseUrl: "https://127.0.0.1:9" };
const event = { id: "e-1", type: "message.incoming", message: { id: "m-1", body: "hi" } };
const delivery = (token = "t0ken"): RequestInit => ({
  method: "POST",
  headers: { "content-type": "application/json", "x-webhook-token": token },
  body: JSON.stringify(event),
});

function environment(variables: Record<string, string>): void {
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  onTestFinished(() => void vi.unstubAllEnvs());
}

function thrownBy(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    return error;
  }
}

describe.each(EXPRESS_VERSIONS)("%s", (_version, express) => {
  it("works bare, from the environment", async () => {
    environment({ SENDO_API_KEY: "sandbox_a", SENDO_BASE_URL: LOCAL.baseUrl, SENDO_WEBHOOK_TOKEN: "t0ken" });
    const middleware = sendo();
    const app = express();
    app.use(middleware);
    app.get("/", (req, res) => void res.json(req.sendo === middleware.client && req.sendo instanceof Sendo));
    app.post("/hook", sendoWebhooks({ on: {} }));
    const url = await listen(app);
    expect(await (await fetch(url)).json()).toBe(true);
    expect((await fetch(`${url}/hook`, delivery())).status).toBe(200);
    expect((await fetch(`${url}/hook`, delivery("other"))).status).toBe(401);
  });

  it("rejects, at start, options that would do nothing", () => {
    const client = new Sendo({ ...LOCAL, apiKey: "sandbox_a" });
    const refused = (message: string): object => ({
      code: "config_option_invalid",
      message: expect.stringContaining(message),
    });
    const beside = { client, campaign: "U7fQ39nX" };
    const ignored = refused("`campaign` option has no effect if `client` is set");
    expect(thrownBy(() => sendo(beside))).toMatchObject(ignored);
    expect(thrownBy(() => sendo({ accounts: { eu: beside }, resolve: () => "eu" }))).toMatchObject(ignored);
    const misspelt: object = { onerror: () => {} };
    expect(thrownBy(() => sendoErrorHandler(misspelt))).toMatchObject(
      refused("`onerror` is not an option of sendoErrorHandler. The options are: validation, onError."),
    );
  });

  it("in a router that mounts it again, the inner client is the one that the routes see", async () => {
    const outer = sendo({ ...LOCAL, apiKey: "sandbox_outer" });
    const inner = sendo({ ...LOCAL, apiKey: "sandbox_inner" });
    const nameOf = (client: unknown): string =>
      client === outer.client ? "outer" : client === inner.client ? "inner" : "?";
    const app = express().use(outer);
    const router = express.Router().use(inner);
    router.get("/", (req, res) => void res.json(nameOf(req.sendo)));
    app.use("/eu", router);
    app.get(["/", "/eu/left"], (req, res) => void res.json(nameOf(req.sendo)));
    const url = await listen(app);
    expect(await (await fetch(`${url}/eu`)).json()).toBe("inner");
    expect(await (await fetch(url)).json()).toBe("outer");
    // A request that nothing in the router has answered goes on as the router has left it, like all that middleware sets.
    expect(await (await fetch(`${url}/eu/left`)).json()).toBe("inner");
  });

  it("mounted twice and in an app within an app, each keeps its own client, limit and webhook", async () => {
    const heard: string[] = [];
    const host = express();
    for (const name of ["eu", "us"]) {
      const middleware = sendo({ ...LOCAL, apiKey: `sandbox_twice_${name}`, requestsPerSecond: name === "eu" ? 7 : 9 });
      const webhook = sendoWebhooks({
        tokens: `t0ken-${name}`,
        on: { "message.incoming": () => void heard.push(name) },
      });
      const app = express().use(middleware).use(middleware);
      app.get("/limit", (req, res) => void res.json(req.sendo.rateLimit.limit));
      // The same webhook at two addresses remembers events for both.
      app.post(["/hook", "/hook-of-before"], webhook);
      host.use(`/${name}`, app);
    }
    const url = await listen(host);
    expect(await (await fetch(`${url}/eu/limit`)).json()).toBe(7);
    expect(await (await fetch(`${url}/us/limit`)).json()).toBe(9);
    expect((await fetch(`${url}/eu/hook`, delivery("t0ken-eu"))).status).toBe(200);
    expect((await fetch(`${url}/eu/hook-of-before`, delivery("t0ken-eu"))).status).toBe(200);
    expect((await fetch(`${url}/us/hook`, delivery("t0ken-us"))).status).toBe(200);
    expect((await fetch(`${url}/us/hook`, delivery("t0ken-eu"))).status).toBe(401);
    expect(heard).toEqual(["eu", "us"]);
  });

  it.each(["development", "production", "test"])(
    "what a webhook handler throws is printed in %s mode as what a route throws is, unless the app has said where it goes",
    async (mode) => {
      const print = vi.spyOn(console, "error").mockImplementation(() => {});
      onTestFinished(() => void vi.restoreAllMocks());
      const failure = new Error("no database");
      const on = { "message.incoming": () => Promise.reject(failure) };
      const onError = vi.fn();
      const error = vi.fn();
      const ignore = (): void => {};
      const app = express().set("env", mode);
      app.post("/silent", sendoWebhooks({ tokens: "t0ken", on }));
      app.post("/told", sendoWebhooks({ tokens: "t0ken", on, onError }));
      app.post(
        "/logged",
        sendoWebhooks({ tokens: "t0ken", on, logger: { debug: ignore, info: ignore, warn: ignore, error } }),
      );
      const url = await listen(app);
      const body = JSON.stringify({ id: "e-1", type: "message.incoming", message: {} });
      const headers = { "x-webhook-token": "t0ken" };
      const statuses = [];
      for (const path of ["/told", "/logged", "/silent"])
        statuses.push((await fetch(url + path, { method: "POST", headers, body })).status);
      expect(statuses).toEqual([500, 500, 500]);
      expect(onError.mock.calls[0]![1]).toMatchObject({ originalError: failure });
      expect(error.mock.calls[0]![0]).toMatchObject({ err: failure });
      expect(print.mock.calls).toEqual(mode === "test" ? [] : [[failure]]);
    },
  );

  it("next.js#10439: the webhook returns a promise of its response, and needs no `next`", async () => {
    let finish = (): void => {};
    const handled = new Promise<void>((resolve) => (finish = resolve));
    const webhook = sendoWebhooks({ tokens: "t0ken", on: { "message.incoming": () => handled } });
    const settled: boolean[] = [];
    // As Next's pages API does: a handler that settles before it has answered is warned of, or cut off where functions are frozen.
    const url = await listen((req, res) => {
      void webhook(req, res).then(() => settled.push(res.writableEnded));
      setImmediate(() => (settled.push(res.writableEnded), finish()));
    });
    const body = JSON.stringify({ id: "e-1", type: "message.incoming", message: {} });
    expect((await fetch(url, { method: "POST", headers: { "x-webhook-token": "t0ken" }, body })).status).toBe(200);
    expect(settled).toEqual([false, true]);
  });

  it("a webhook mounted by app.post leaves other methods to the host", async () => {
    const app = express();
    app.post("/hook", sendoWebhooks({ tokens: "t0ken", on: {} }));
    app.get("/hook", (_req, res) => void res.send("mine"));
    const url = await listen(app);
    expect(await (await fetch(`${url}/hook`)).text()).toBe("mine");
    expect((await fetch(`${url}/hook`, { method: "PUT" })).status).toBe(404);
  });

  it("a webhook works mounted by app.use, and behind a string parser", async () => {
    const heard: unknown[] = [];
    const app = express().use(express.text({ type: () => true }));
    app.use("/hook", sendoWebhooks({ tokens: "t0ken", on: { "message.incoming": (e) => void heard.push(e.id) } }));
    expect((await fetch(`${await listen(app)}/hook`, delivery())).status).toBe(200);
    expect(heard).toEqual(["e-1"]);
  });

  it("the error handler leaves other errors, and replies that have begun, to the next handler", async () => {
    const sendoError = thrownBy(() => sendo({ ...LOCAL, apiKey: "two words" }));
    const passedOn: unknown[] = [];
    const other = new Error("theirs");
    const app = express();
    app.get("/other", (_req, _res, next) => next(other));
    app.get("/begun", (_req, res, next) => {
      res.write("half");
      next(sendoError);
    });
    app.use(sendoErrorHandler());
    app.use(((error, _req, res, _next) => {
      passedOn.push(error);
      if (res.headersSent) res.end();
      else res.status(400).send("handled by the app");
    }) as ErrorRequestHandler);
    const url = await listen(app);
    const answer = await fetch(`${url}/other`);
    expect([answer.status, await answer.text()]).toEqual([400, "handled by the app"]);
    expect(await (await fetch(`${url}/begun`)).text()).toBe("half");
    expect(passedOn).toEqual([other, sendoError]);
  });

  it("the error handler without options shows no fields", async () => {
    const app = express();
    const client = sendo({ ...LOCAL, apiKey: "sandbox_a" });
    app.use(client);
    app.post("/", (req, res, next) => {
      req.sendo.messages.send({ to: "0206", body: "x", campaign: "c" }).then(() => res.end(), next);
    });
    app.use(sendoErrorHandler());
    const answer = await fetch(await listen(app), { method: "POST" });
    expect([answer.status, await answer.text()]).toEqual([500, '{"error":"internal_error"}']);
  });
});

describe.each(EXPRESS_VERSIONS)("sendoErrorHandler on %s", (_version, express) => {
  async function failing(app: Express, options?: SendoErrorHandlerOptions): Promise<number> {
    const error = thrownBy(() => sendo({ ...LOCAL, apiKey: "two words" }));
    app.use((_req, _res, next) => next(error)).use(sendoErrorHandler(options));
    return (await fetch(await listen(app))).status;
  }

  it("prints what it answers for, where Express prints what nobody handles", async () => {
    const print = vi.spyOn(console, "error").mockReturnValue();
    onTestFinished(() => print.mockRestore());
    expect(await failing(express())).toBe(500);
    expect(print).not.toHaveBeenCalled(); // a test's environment
    expect(await failing(express().set("env", "production"))).toBe(500);
    expect(print.mock.calls).toEqual([[expect.objectContaining({ code: "config_api_key_invalid" })]]);
  });

  it("tells `onError` instead, with the request", async () => {
    const print = vi.spyOn(console, "error").mockReturnValue();
    onTestFinished(() => print.mockRestore());
    const told: unknown[] = [];
    await failing(express().set("env", "production"), { onError: ({ code }, req) => told.push([code, req.path]) });
    expect(told).toEqual([["config_api_key_invalid", "/"]]);
    expect(print).not.toHaveBeenCalled();
  });
});

describe("sendo", () => {
  it("rejects a client that is undefined by mistake, rather than taking the key from the environment", () => {
    environment({ SENDO_API_KEY: "sandbox_a", SENDO_BASE_URL: LOCAL.baseUrl });
    expect(() => sendo({ client: undefined } as never)).toThrow(
      expect.objectContaining({ code: "config_option_invalid" }) as Error,
    );
  });

  it("says how the close went, and nothing for a client that it did not open", async () => {
    const own = sendo({ ...LOCAL, apiKey: "sandbox_a" });
    expect(await own.close()).toEqual({ drained: 0, ended: 0 });
    await using client = new Sendo({ ...LOCAL, apiKey: "sandbox_a" });
    expect(await sendo({ client }).close()).toBeUndefined();
  });
});
