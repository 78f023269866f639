import http from "node:http";
import net, { type LookupFunction } from "node:net";
import { HttpsTransport, Sendo } from "@sendo/core";
import { afterEach, expect, test, vi } from "vitest";
import { connectSandbox, startSandbox, type Sandbox } from "../../src/index.js";
import { startReceiver } from "../support/receiver.js";

afterEach(() => void vi.unstubAllEnvs());

const PHONE = "+12065550142";
// As /etc/hosts of another container would say: every name is the sandbox, by an address that is not the one it gives itself.
const lookup: LookupFunction = (_name, { all }, callback) => {
  if (all === true) callback(null, [{ address: "127.0.0.2", family: 4 }]);
  else callback(null, "127.0.0.2", 4);
};

const startForOthers = (allowHosts = ["sandbox", "Page.Example"]): Promise<Sandbox> =>
  startSandbox({ host: "0.0.0.0", allowHosts });

test("an app in another container opts in to exactly the host that was named, and sends", async () => {
  await using receiver = await startReceiver();
  await using sandbox = await startForOthers();
  const { port } = new URL(sandbox.url);
  expect(sandbox.url).toBe(`https://127.0.0.1:${port}`);
  expect(sandbox.env).toMatchObject({ SENDO_BASE_URL: `https://sandbox:${port}`, SENDO_SANDBOX_HOST: "sandbox" });
  expect(sandbox.controlEnv["SENDO_SANDBOX_CONTROL_URL"]).toMatch(/^http:\/\/sandbox:\d+$/);
  sandbox.webhooks.add(receiver.url);

  const { apiKey, campaign, ca } = sandbox.clientOptions;
  const client = (baseUrl: string): Sendo =>
    new Sendo({ apiKey, campaign, baseUrl, retry: false, transport: new HttpsTransport({ ca, lookup }) });
  const message = { to: PHONE, body: "Your table is ready" };
  const notNamed = expect.objectContaining({ code: "config_api_key_sandbox" }) as Error;
  expect(() => client(`https://sandbox:${port}`)).toThrow(notNamed);
  vi.stubEnv("SENDO_SANDBOX_HOST", "sandbox");
  await using sendo = client(`https://sandbox:${port}`);
  await sendo.messages.send(message);
  expect(() => client(`https://page.example:${port}`)).toThrow(notNamed);
  await sandbox.clock.settle();
  expect(receiver.received.length).toBeGreaterThan(0);

  // A name that the developer did not give the sandbox is not in the certificate.
  vi.stubEnv("SENDO_SANDBOX_HOST", "other");
  await using other = client(`https://other:${port}`);
  await expect(other.messages.send(message)).rejects.toMatchObject({
    code: "certificate_untrusted",
    outcome: "not-sent",
  });
  expect(sandbox.messages()).toHaveLength(1);
});

test.each<[string, Record<string, string>, number]>([
  ["a service of a compose file", { host: "sandbox:8444" }, 200],
  ["a name in another case", { host: "PAGE.example" }, 200],
  ["a name below localhost", { host: "sendo.localhost:8444" }, 200],
  ["a forwarded port, whose proxy ends TLS", { host: "localhost:8444", origin: "https://page.example" }, 200],
  ["a reverse proxy that ends TLS", { host: "sendo.localhost", origin: "https://sendo.localhost" }, 200],
  ["a name that was not given", { host: "evil.example:8444" }, 403],
  ["a name that only begins so", { host: "sandbox.evil.example" }, 403],
  ["a name that only ends so", { host: "evil-sandbox" }, 403],
  ["another site's page", { host: "sandbox:8444", origin: "http://evil.example" }, 403],
  ["another site's page below localhost", { host: "localhost:8444", origin: "http://evil.localhost" }, 403],
  ["an opaque origin", { host: "sandbox:8444", origin: "null" }, 403],
])("the page and the control API respond to %s as they must", async (_, headers, status) => {
  await using sandbox = await startForOthers();
  const ask = (path: string): Promise<number> =>
    new Promise((resolve, reject) => {
      const { port } = new URL(sandbox.controlUrl);
      const all = { ...headers, "x-sandbox-token": sandbox.controlToken };
      http
        .get({ host: "127.0.0.2", port, path, headers: all, agent: false }, (response) => {
          resolve(response.resume().statusCode!);
        })
        .on("error", reject);
    });
  expect(await ask("/_sandbox/v1/info")).toBe(status);
  expect(await ask("/icon.svg")).toBe(status);
});

test("without allowHosts it listens on loopback alone, and no other name passes", async () => {
  await using sandbox = await startSandbox();
  expect(sandbox.env).not.toHaveProperty("SENDO_SANDBOX_HOST");
  const { port } = new URL(sandbox.url);
  await expect(
    new Promise((resolve, reject) => {
      net.connect(Number(port), "127.0.0.2").on("connect", resolve).on("error", reject);
    }),
  ).rejects.toMatchObject({ code: "ECONNREFUSED" });
});

test("connectSandbox uses the host that is named, and no other", async () => {
  await using sandbox = await startForOthers();
  const { port } = new URL(sandbox.controlUrl);
  const address = { controlUrl: `http://sendo-sandbox.invalid:${port}`, controlToken: sandbox.controlToken };
  await expect(connectSandbox(address)).rejects.toThrow(/on the host in SENDO_SANDBOX_HOST \(--sandbox-host\)/);
  vi.stubEnv("SENDO_SANDBOX_HOST", "sendo-sandbox.invalid");
  await expect(connectSandbox(address)).rejects.toThrow(/ENOTFOUND|EAI_AGAIN/); // it was looked up
  const local = await connectSandbox({ ...address, controlUrl: sandbox.controlUrl });
  expect(local.clientOptions.baseUrl).toBe(sandbox.env["SENDO_BASE_URL"]);
});

test.each([
  ["https://sandbox"],
  ["sandbox:8443"],
  ["*.example"],
  [""],
  ["a".repeat(64)],
  ["-a"],
  ["sand box"],
  [5 as never],
])("%j is no host name", async (name) => {
  await expect(startSandbox({ allowHosts: [name] })).rejects.toMatchObject({
    code: "config_option_invalid",
    message: expect.stringMatching(/`allowHosts` option of startSandbox must be a list of at most 50 host names/),
  });
});
