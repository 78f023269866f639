import { createAuthority, type Authority, type Certificate } from "@sendo-internal/local-authority";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { HttpsTransport, Sendo, type SendoOptions } from "../../src/index.js";
import { startConnectProxy, type ConnectProxy } from "../support/connect-proxy.js";
import { failure } from "../support/failure.js";
import { startRawServer, whole, type RawServer } from "../support/raw-server.js";

// Only a proxy can find this host.
const HOST = "api.sendo.test";
const MESSAGE = { to: "+12065550142", body: "Your table is ready", campaign: "U7fQ39nX" };
const VARIABLES = ["https_proxy", "HTTPS_PROXY", "no_proxy", "NO_PROXY", "NODE_USE_ENV_PROXY", "NODE_OPTIONS"];

let api: Authority;
let server: RawServer;
const proxies: ConnectProxy[] = [];
const clients: Sendo[] = [];

beforeEach(async () => {
  for (const name of VARIABLES) vi.stubEnv(name, undefined);
  api = await createAuthority({ hosts: [HOST], epochMs: Date.now() });
  const { certPem, keyPem } = await api.issue();
  server = await startRawServer({ cert: certPem, key: keyPem });
  server.behave((socket, nth) => socket.write(whole(`{"success":true,"id":"m-${nth}"}`, "HTTP/1.1 200 OK")));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await Promise.all(clients.splice(0).map((client) => client.close({ drainMs: 0 })));
  await Promise.all([...proxies.splice(0), server].map((one) => one.close()));
});

const portOf = ({ url }: RawServer): number => Number(new URL(url).port);

async function proxyTo(certificate?: Certificate): Promise<ConnectProxy> {
  const secure = certificate && { cert: certificate.certPem, key: certificate.keyPem };
  const proxy = await startConnectProxy(portOf(server), secure);
  proxies.push(proxy);
  return proxy;
}

function client(options: SendoOptions = {}): Sendo {
  const common = { apiKey: "key", baseUrl: `https://${HOST}`, ca: api.caPem, requestsPerSecond: false as const };
  const sendo = new Sendo({ ...common, ...options });
  clients.push(sendo);
  return sendo;
}

describe("an https: proxy (undici#2926, hpagent#51, proxy-agents#131)", () => {
  test.each(["127.0.0.1", "localhost"])("is verified by its own name %s, with `ca`", async (name) => {
    const authority = await createAuthority({ hosts: [name], epochMs: Date.now() });
    const proxy = await proxyTo(await authority.issue());
    const ca = [api.caPem, Buffer.from(authority.caPem)];
    const sendo = client({ ca, proxy: `https://${name}:${proxy.port}` });
    expect((await sendo.messages.send(MESSAGE)).id).toBe("m-1");
    expect(proxy.asked.map(({ url }) => url)).toEqual([`${HOST}:443`]);
  });

  test("with the API's name in its certificate is rejected", async () => {
    const proxy = await proxyTo(await api.issue());
    const error = await failure(client({ proxy: `https://127.0.0.1:${proxy.port}` }).messages.send(MESSAGE));
    expect(error).toMatchObject({ code: "certificate_untrusted", cause: { code: "ERR_TLS_CERT_ALTNAME_INVALID" } });
    expect(server.connections()).toBe(0);
  });

  test("with an untrusted certificate gets one attempt and no tunnel", async () => {
    const other = await createAuthority({ hosts: ["127.0.0.1"], epochMs: Date.now() });
    const proxy = await proxyTo(await other.issue());
    const error = await failure(client({ proxy: `https://127.0.0.1:${proxy.port}` }).messages.send(MESSAGE));
    expect(error).toMatchObject({ code: "certificate_untrusted", outcome: "not-sent", attempts: 1 });
    expect([proxy.connections(), proxy.asked.length]).toEqual([1, 0]);
  });
});

describe("NODE_USE_ENV_PROXY (node#64528, twilio-node#137, twilio-node#922)", () => {
  let proxy: ConnectProxy;
  beforeEach(async () => {
    proxy = await proxyTo();
    vi.stubEnv("HTTPS_PROXY", `http://ada:pw@127.0.0.1:${proxy.port}`);
  });
  // Resolves nothing, so that what is not sent through the proxy fails without leaving this machine.
  const offline = (): HttpsTransport =>
    new HttpsTransport({ ca: api.caPem, lookup: (_host, _options, done) => done(new Error("offline"), "", 4) });

  test("1 sends through HTTPS_PROXY, whatever the version of Node", async () => {
    vi.stubEnv("NODE_USE_ENV_PROXY", "1");
    expect((await client().messages.send(MESSAGE)).id).toBe("m-1");
    expect(proxy.asked.map(({ headers }) => headers["proxy-authorization"])).toEqual(["Basic YWRhOnB3"]);
  });

  test.each<[string, Record<string, string>]>([
    ["--use-env-proxy in NODE_OPTIONS", { NODE_OPTIONS: "--no-warnings --use-env-proxy" }],
    ["lower case before upper case", { NODE_USE_ENV_PROXY: "1", HTTPS_PROXY: "http://127.0.0.1:9", https_proxy: "" }],
    ["NO_PROXY with other hosts", { NODE_USE_ENV_PROXY: "1", NO_PROXY: "sendo.example, .other.test,127.0.0.1" }],
  ])("honors %s", async (_, variables) => {
    for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value || process.env.HTTPS_PROXY);
    if (variables.HTTPS_PROXY) vi.stubEnv("https_proxy", `http://127.0.0.1:${proxy.port}`);
    expect((await client().messages.send(MESSAGE)).id).toBe("m-1");
    expect(proxy.asked).toHaveLength(1);
  });

  test.each<[string, Record<string, string>]>([
    ["no opt-in", {}],
    ["another value than 1", { NODE_USE_ENV_PROXY: "true" }],
    ["--no-use-env-proxy", { NODE_USE_ENV_PROXY: "1", NODE_OPTIONS: "--no-use-env-proxy" }],
    ["NO_PROXY=*", { NODE_USE_ENV_PROXY: "1", NO_PROXY: "*" }],
    ["the host in no_proxy", { NODE_USE_ENV_PROXY: "1", NO_PROXY: "x", no_proxy: `a, ${HOST.toUpperCase()}:443` }],
    ["a parent domain with a dot", { NODE_USE_ENV_PROXY: "1", NO_PROXY: ".sendo.test" }],
    ["a wildcard", { NODE_USE_ENV_PROXY: "1", NO_PROXY: "*.sendo.test" }],
    ["a SOCKS proxy, which Node ignores too", { NODE_USE_ENV_PROXY: "1", HTTPS_PROXY: "socks5://127.0.0.1:1" }],
  ])("does not send through the proxy with %s", async (_, variables) => {
    for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
    const sendo = client({ ca: undefined, transport: offline(), retry: false });
    expect(await failure(sendo.messages.send(MESSAGE))).toMatchObject({ code: "connection_failed" });
    expect(proxy.connections()).toBe(0);
  });

  test("never sends to a local address through the proxy", async () => {
    vi.stubEnv("NODE_USE_ENV_PROXY", "1");
    const local = await createAuthority({ hosts: ["127.0.0.1"], epochMs: Date.now() });
    const { certPem, keyPem } = await local.issue();
    const near = await startRawServer({ cert: certPem, key: keyPem });
    near.behave((socket) => socket.write(whole('{"success":true,"id":"near"}', "HTTP/1.1 200 OK")));
    expect((await client({ baseUrl: near.url, ca: local.caPem }).messages.send(MESSAGE)).id).toBe("near");
    expect(proxy.connections()).toBe(0);
    await near.close();
  });

  test("with an unusable HTTPS_PROXY fails at startup, and names the variable", () => {
    vi.stubEnv("NODE_USE_ENV_PROXY", "1");
    vi.stubEnv("HTTPS_PROXY", "http://ada:c4n4ry@proxy example:3128");
    expect(() => client()).toThrow(/HTTPS_PROXY/);
    expect(() => client()).not.toThrow(/c4n4ry/);
  });

  test.each([undefined, null, ""])("and a `proxy` that is %j names none", async (given) => {
    vi.stubEnv("NODE_USE_ENV_PROXY", "0");
    expect(() => new HttpsTransport({ proxy: given })).not.toThrow();
    const sendo = client({ ca: undefined, proxy: given, transport: offline(), retry: false });
    expect(await failure(sendo.messages.send(MESSAGE))).toMatchObject({ code: "connection_failed" });
    expect(client({ proxy: given })).toBeInstanceOf(Sendo);
    expect(proxy.connections()).toBe(0);
  });
});
