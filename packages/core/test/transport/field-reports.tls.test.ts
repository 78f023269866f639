import { createAuthority, type Certificate } from "@sendo-internal/local-authority";
import { execFile } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import tls from "node:tls";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { HttpsTransport, Sendo, type HttpsTransportOptions } from "../../src/index.js";
import { failure } from "../support/failure.js";
import { startRawServer, whole, type RawServer } from "../support/raw-server.js";
import { startConnectProxy } from "../support/connect-proxy.js";

const MESSAGE = { to: "+12065550142", body: "Your table is ready", campaign: "U7fQ39nX" };

let server: RawServer;
const open: { close(): Promise<unknown> }[] = [];

beforeEach(async () => {
  server = await start();
});
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

async function start(options: tls.TlsOptions = {}): Promise<RawServer> {
  const started = await startRawServer(options);
  started.behave((socket) => socket.write(whole('{"success":true,"id":"m-1"}', "HTTP/1.1 200 OK")));
  open.push(started);
  return started;
}

/** A client whose transport has these options; `ca` is the server's. */
function client(options: HttpsTransportOptions = {}, { url, ca } = server): Sendo {
  const transport = new HttpsTransport({ ca, ...options });
  const common = { apiKey: "sandbox_k", requestsPerSecond: false as const, retry: false as const };
  const sendo = new Sendo({ ...common, baseUrl: url, transport });
  open.push({ close: async () => (await sendo.close({ drainMs: 0 }), transport.close()) });
  return sendo;
}

const newAuthority = async (): Promise<{ caPem: string; issued: Certificate }> => {
  const authority = await createAuthority({ hosts: ["127.0.0.1"], epochMs: Date.now() });
  return { caPem: authority.caPem, issued: await authority.issue() };
};

describe("the operator's minimum of TLS 1.3 (trantor#406, ruby/openssl#710)", () => {
  const { DEFAULT_MIN_VERSION } = tls;
  afterEach(() => {
    tls.DEFAULT_MIN_VERSION = DEFAULT_MIN_VERSION;
  });

  test("rejects a server of TLS 1.2, without and with `ca`", async () => {
    const old = await start({ maxVersion: "TLSv1.2" });
    tls.DEFAULT_MIN_VERSION = "TLSv1.3";
    for (const ca of [undefined, old.ca])
      expect(await failure(client({ ca }, old).messages.send(MESSAGE))).toMatchObject({ code: "connection_failed" });
    expect(old.connections()).toBe(0);
    expect((await client().messages.send(MESSAGE)).id).toBe("m-1");
  });

  test("applies to an https: proxy", async () => {
    const { caPem, issued } = await newAuthority();
    const secure: tls.TlsOptions = { cert: issued.certPem, key: issued.keyPem, maxVersion: "TLSv1.2" };
    const proxy = await startConnectProxy(Number(new URL(server.url).port), secure);
    open.push(proxy);
    tls.DEFAULT_MIN_VERSION = "TLSv1.3";
    const sendo = client({ ca: [server.ca, caPem], proxy: `https://127.0.0.1:${proxy.port}` });
    expect(await failure(sendo.messages.send(MESSAGE))).toMatchObject({ outcome: "not-sent" });
    expect([proxy.connections(), proxy.asked.length]).toEqual([1, 0]);
  });

  test("of TLS 1.0 does not lower ours", async () => {
    const old = await start({ minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" });
    tls.DEFAULT_MIN_VERSION = "TLSv1";
    expect(await failure(client({}, old).messages.send(MESSAGE))).toMatchObject({ outcome: "not-sent" });
    expect(old.connections()).toBe(0);
  });
});

describe("`ca` only ever adds to OpenSSL's store (node#3159)", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "sendo-store-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const script = fileURLToPath(new URL("../support/send-once.mjs", import.meta.url));
  const run = async (flags: string[], variables: Record<string, string>, options: object): Promise<object> => {
    const { SSL_CERT_FILE: _, SSL_CERT_DIR: __, NODE_EXTRA_CA_CERTS: ___, ...others } = process.env;
    const OPTIONS = JSON.stringify({ baseUrl: server.url, ...options });
    const env = { ...others, NODE_OPTIONS: "", ...variables, OPTIONS };
    const { stdout } = await promisify(execFile)(process.execPath, [...flags, script], { env, timeout: 30_000 });
    return JSON.parse(stdout) as object;
  };
  const file = async (name: string, pem: string): Promise<string> => {
    const path = join(folder, name);
    await writeFile(path, pem);
    return path;
  };

  test("SSL_CERT_FILE, with the flag on the command line or in NODE_OPTIONS", async () => {
    const { caPem: ca } = await newAuthority();
    const SSL_CERT_FILE = await file("store.pem", server.ca);
    expect(await run(["--use-openssl-ca"], { SSL_CERT_FILE }, { ca })).toEqual({ id: "m-1" });
    const NODE_OPTIONS = "--no-warnings --use-openssl-ca";
    expect(await run([], { SSL_CERT_FILE, NODE_OPTIONS }, { ca })).toEqual({ id: "m-1" });
    expect(await run([], { SSL_CERT_FILE }, { ca })).toMatchObject({ code: "certificate_untrusted" });
  });

  test("SSL_CERT_DIR, in which OpenSSL finds hashed names only", async () => {
    const { caPem: ca } = await newAuthority();
    const SSL_CERT_DIR = [join(folder, "missing"), folder].join(process.platform === "win32" ? ";" : ":");
    await file("plain.pem", server.ca);
    expect(await run(["--use-openssl-ca"], { SSL_CERT_DIR }, { ca })).toMatchObject({ code: "certificate_untrusted" });
    await file("0123abcd.0", server.ca);
    expect(await run(["--use-openssl-ca"], { SSL_CERT_DIR }, { ca })).toEqual({ id: "m-1" });
  });

  test("NODE_EXTRA_CA_CERTS stays trusted", async () => {
    const { caPem: ca } = await newAuthority();
    const NODE_EXTRA_CA_CERTS = await file("extra.pem", server.ca);
    const SSL_CERT_FILE = await file("other.pem", ca);
    const variables = { NODE_EXTRA_CA_CERTS, SSL_CERT_FILE };
    expect(await run(["--use-openssl-ca"], variables, { ca })).toEqual({ id: "m-1" });
  });

  test("OpenSSL's built-in path cannot be read, so `ca` is rejected with the remedy", async () => {
    const end = await run(["--use-openssl-ca"], {}, { ca: server.ca });
    expect(end).toMatchObject({ code: "config_option_invalid" });
    expect(end).toHaveProperty("message", expect.stringMatching(/`ca`.*Set SSL_CERT_FILE or SSL_CERT_DIR/));
  });
});

test("`ca` of a transport is rejected too if OpenSSL's built-in path is meant", () => {
  vi.stubEnv("NODE_OPTIONS", "--use-openssl-ca");
  for (const name of ["SSL_CERT_FILE", "SSL_CERT_DIR"]) vi.stubEnv(name, undefined);
  expect(() => new HttpsTransport({ ca: server.ca })).toThrow(/`ca`.*Set SSL_CERT_FILE or SSL_CERT_DIR/);
  vi.unstubAllEnvs();
});

describe("certificates as Buffers", () => {
  test.each<[string, (pem: string, other: string) => HttpsTransportOptions["ca"]]>([
    ["one", (pem) => Buffer.from(pem)],
    ["a Uint8Array", (pem) => new Uint8Array(Buffer.from(pem))],
    ["a list that mixes them with strings", (pem, other) => [other, Buffer.from(pem)]],
  ])("%s is accepted as `ca`", async (_, form) => {
    const { caPem } = await newAuthority();
    const ca = form(server.ca, caPem);
    expect((await client({ ca }).messages.send(MESSAGE)).id).toBe("m-1");
    const sendo = new Sendo({ apiKey: "sandbox_k", baseUrl: server.url, ca, requestsPerSecond: false });
    expect((await sendo.messages.send(MESSAGE)).id).toBe("m-1");
    await sendo.close();
  });

  test("without a certificate in them are rejected at startup", () => {
    const unreadable = expect.objectContaining({ code: "config_ca_unreadable" });
    expect(() => new HttpsTransport({ ca: [Buffer.from("x")] })).toThrow(unreadable);
  });
});

describe("TLS options without a transport of one's own (stripe-node#123, twilio-node#1040)", () => {
  test("a client certificate reaches the server, and not the proxy", async () => {
    const own = await createAuthority({ hosts: ["client.test"], epochMs: Date.now() });
    const { certPem: cert, keyPem: key } = await own.issue({ usage: "client" });
    const gateway = await start({ requestCert: true, rejectUnauthorized: true, ca: own.caPem });
    expect(await failure(client({}, gateway).messages.send(MESSAGE))).toMatchObject({ code: expect.any(String) });
    expect(gateway.requests).toHaveLength(0);
    const subjects: string[] = [];
    gateway.behave((socket) => {
      subjects.push(new X509Certificate(socket.getPeerCertificate().raw).subject);
      socket.write(whole('{"success":true,"id":"m-2"}', "HTTP/1.1 200 OK"));
    });
    const { caPem, issued } = await newAuthority();
    const secure = { cert: issued.certPem, key: issued.keyPem, requestCert: true, rejectUnauthorized: false };
    const proxy = await startConnectProxy(Number(new URL(gateway.url).port), secure);
    open.push(proxy);
    const options = { cert, key: Buffer.from(key), ca: [gateway.ca, caPem] };
    const sendo = client({ ...options, proxy: `https://127.0.0.1:${proxy.port}` }, gateway);
    expect((await sendo.messages.send(MESSAGE)).id).toBe("m-2");
    expect(subjects).toEqual(["CN=client.test"]);
    const [asked] = proxy.asked;
    expect((asked!.socket as tls.TLSSocket).getPeerCertificate()).toEqual({});
  });

  test("`lookup` and `family` decide which address is connected to", async () => {
    const asked: [string, unknown][] = [];
    const authority = await createAuthority({ hosts: ["api.sendo.test"], epochMs: Date.now() });
    const { certPem, keyPem } = await authority.issue();
    const named = await start({ cert: certPem, key: keyPem });
    const lookup: HttpsTransportOptions["lookup"] = (host, { family, all }, done) => {
      asked.push([host, family]);
      if (all) done(null, [{ address: "127.0.0.1", family: 4 }]);
      else done(null, "127.0.0.1", 4);
    };
    const transport = new HttpsTransport({ ca: authority.caPem, lookup, family: 4 });
    const baseUrl = `https://api.sendo.test:${new URL(named.url).port}`;
    const sendo = new Sendo({ apiKey: "k", baseUrl, transport, requestsPerSecond: false, retry: false });
    open.push(sendo, { close: async () => transport.close() });
    expect((await sendo.messages.send(MESSAGE)).id).toBe("m-1");
    expect(asked).toEqual([["api.sendo.test", 4]]);
  });

  test.each<[string, object]>([
    ["cert", { cert: "x", key: "y" }],
    ["cert", { cert: "x" }],
    ["key", { key: "y" }],
    ["lookup", { lookup: "dns" }],
    ["family", { family: 5 }],
    ["connectTimeoutMs", { connectTimeoutMs: 0 }],
  ])("an unusable `%s` is rejected at startup: %j", (name, options) => {
    const make = (): HttpsTransport => new HttpsTransport(options);
    expect(make).toThrow(expect.objectContaining({ code: "config_option_invalid" }));
    expect(make).toThrow(new RegExp(`\`${name}\``));
  });
});
