import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import autoload from "@fastify/autoload";
import compress from "@fastify/compress";
import Fastify, { type FastifyInstance } from "fastify";
import { describe, expect, it, onTestFinished } from "vitest";
import { sendo, sendoWebhooks } from "../src/index.js";

const TOKEN = "t0ken";
const EVENT = JSON.stringify({ id: "e-1", type: "message.incoming", message: { id: "m-1", body: "hi" } });

function newApp(lines: string[] = []): FastifyInstance {
  const app = Fastify({ logger: { stream: { write: (line: string) => void lines.push(line) } } });
  onTestFinished(() => app.close());
  return app;
}

const deliver = async (app: FastifyInstance, change: RequestInit = {}): Promise<number> => {
  const url = app.listeningOrigin === "" ? await app.listen({ port: 0, host: "127.0.0.1" }) : app.listeningOrigin;
  const headers = { "x-webhook-token": TOKEN, "content-type": "application/json", ...change.headers };
  return (await fetch(`${url}/hook`, { method: "POST", body: EVENT, ...change, headers })).status;
};

describe("@fastify/compress", () => {
  it("fastify-compress#191, #215: a gzipped delivery is heard", async () => {
    const heard: unknown[] = [];
    const app = newApp();
    await app.register(compress);
    await app.register(sendoWebhooks, {
      path: "/hook",
      tokens: TOKEN,
      on: { "message.incoming": (event) => void heard.push(event) },
    });
    await app.listen({ port: 0, host: "127.0.0.1" });
    expect(await deliver(app, { body: gzipSync(EVENT), headers: { "content-encoding": "gzip" } })).toBe(200);
    expect(await deliver(app, { body: EVENT.replace("e-1", "e-2").replace("m-1", "m-2") })).toBe(200);
    expect(heard).toHaveLength(2);
    expect(heard[0]).toEqual(JSON.parse(EVENT));
  });
});

describe("@fastify/autoload", () => {
  const dir = fileURLToPath(new URL("./autoload", import.meta.url));

  it("fastify-autoload#3: options that all plugins of a folder share are ignored where they are not ours", async () => {
    const lines: string[] = [];
    const app = newApp(lines);
    const shared = { apiKey: "sandbox_a", baseUrl: "https://127.0.0.1:9", db: { url: "c4n4ry" }, mailer: "c4n4ry" };
    await app.register(autoload, { dir, options: shared });
    await app.listen({ port: 0, host: "127.0.0.1" });
    expect(app.sendo.account.host).toBe("127.0.0.1:9");
    expect(await deliver(app)).toBe(200);
    const told = lines.map((line) => JSON.parse(line) as { options?: string[] }).filter(({ options }) => options);
    expect(told.map(({ options }) => options)).toContainEqual(["db", "mailer"]);
    expect(lines.join()).not.toContain("c4n4ry");
  });

  it("a misspelled option of ours still stops the app", async () => {
    const app = newApp();
    app.register(autoload, { dir, options: { apikey: "sandbox_a", baseUrl: "https://127.0.0.1:9", db: {} } });
    await expect(app.ready()).rejects.toMatchObject({
      code: "config_option_invalid",
      message: expect.stringContaining("`apikey` is not an option of Sendo") as string,
    });
    const plain = newApp();
    const misspelt: object = { apiKey: "sandbox_a", baseURL: "https://127.0.0.1:9" };
    await expect(plain.register(sendo, misspelt)).rejects.toThrow("`baseURL` is not an option of Sendo");
  });
});
