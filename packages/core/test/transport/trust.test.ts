import { readFileSync } from "node:fs";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import tls from "node:tls";
import { createAuthority } from "@sendo-internal/local-authority";
import { afterEach, describe, expect, test, vi } from "vitest";
import { HttpsTransport, SendoConfigError } from "../../src/index.js";
import { secureContextWith } from "../../src/transport/trust.js";

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

const squeezed = (pems: unknown): Set<string> => new Set((pems as string[]).map((pem) => pem.replace(/\s+/g, "")));
const newAuthority = async (): Promise<string> =>
  (await createAuthority({ hosts: ["localhost"], epochMs: Date.now() })).caPem;
const written = async (pem: string): Promise<string> => {
  const file = join(await mkdtemp(join(tmpdir(), "sendo-test-")), "extra.pem");
  await writeFile(file, pem);
  return file;
};

describe("ca", () => {
  test("adds to Node's own authorities instead of replacing them", async () => {
    const caPem = await newAuthority();
    const create = vi.spyOn(tls, "createSecureContext");
    secureContextWith(caPem);
    const { ca, minVersion } = create.mock.calls[0]![0]!;
    const trusted = squeezed(ca);
    for (const pem of squeezed([...tls.rootCertificates, caPem])) expect(trusted.has(pem)).toBe(true);
    expect(minVersion).toBe("TLSv1.2");
  });

  // Newer Nodes read the variable themselves, at the start of the process, and tell what they have read.
  test.skipIf("getCACertificates" in tls)(
    "keeps what NODE_EXTRA_CA_CERTS names, on a Node that does not tell",
    async () => {
      const [extra, own] = [await newAuthority(), await newAuthority()];
      vi.stubEnv("NODE_EXTRA_CA_CERTS", await written(extra));
      const create = vi.spyOn(tls, "createSecureContext");
      secureContextWith(own);
      const trusted = squeezed(create.mock.calls[0]![0]!.ca);
      for (const pem of squeezed([extra, own])) expect(trusted.has(pem)).toBe(true);
    },
  );

  test("accepts several, in one string or in several", async () => {
    const [a, b, c] = [await newAuthority(), await newAuthority(), await newAuthority()];
    const create = vi.spyOn(tls, "createSecureContext");
    secureContextWith([`${a}\n${b}`, c]);
    const trusted = squeezed(create.mock.calls[0]![0]!.ca);
    for (const pem of squeezed([a, b, c])) expect(trusted.has(pem)).toBe(true);
  });

  test("clients that trust the same authorities share one context", async () => {
    const [a, b] = [await newAuthority(), await newAuthority()];
    const context = secureContextWith([a, b]);
    expect(secureContextWith(`${a}\n${b}`)).toBe(context);
    expect(secureContextWith(a)).not.toBe(context);
    expect(secureContextWith([a, b], {})).not.toBe(context); // may contain a private key
    const ciphers = tls.DEFAULT_CIPHERS;
    tls.DEFAULT_CIPHERS = "TLS_AES_256_GCM_SHA384:ECDHE-RSA-AES256-GCM-SHA384";
    const stricter = secureContextWith([a, b]);
    tls.DEFAULT_CIPHERS = ciphers;
    expect(stricter).not.toBe(context);
    expect(secureContextWith([a, b])).toBe(context);
    vi.spyOn(tls, "DEFAULT_MIN_VERSION", "get").mockReturnValueOnce("TLSv1.3");
    expect(secureContextWith([a, b])).not.toBe(context);
    vi.stubEnv("NODE_EXTRA_CA_CERTS", await written(await newAuthority()));
    if (!("getCACertificates" in tls)) expect(secureContextWith([a, b])).not.toBe(context);
  });

  test.each([
    ["no certificate", "hello"],
    ["an empty string", ""],
    ["a broken certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"],
    ["this file", readFileSync(new URL(import.meta.url), "utf8").slice(0, 200)],
  ])("rejects %s when the client is created, not at the first send", (_, ca) => {
    expect(() => new HttpsTransport({ ca })).toThrow(SendoConfigError);
    expect(() => new HttpsTransport({ ca })).toThrow(/SENDO_CA_FILE/);
  });
});
