import { X509Certificate } from "node:crypto";
import https from "node:https";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { createAuthority, type Certificate } from "./authority.js";

const hosts = ["localhost", "127.0.0.1", "::1"];

async function statusOver(certificate: Certificate, ca: string, servername?: string): Promise<number | string> {
  const server = https.createServer({ cert: certificate.certPem, key: certificate.keyPem }, (_, response) =>
    response.end(),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  try {
    return await new Promise((resolve) => {
      https
        .get(
          { host: "127.0.0.1", port, ca, agent: false, ...(servername !== undefined && { servername }) },
          (response) => {
            response.resume();
            resolve(response.statusCode!);
          },
        )
        .on("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    });
  } finally {
    server.close();
  }
}

test("a certificate for this machine is accepted, by address and by name", async () => {
  const authority = await createAuthority({ hosts, epochMs: Date.now() });
  const certificate = await authority.issue();
  expect(await statusOver(certificate, authority.caPem)).toBe(200);
  expect(await statusOver(certificate, authority.caPem, "localhost")).toBe(200);
});

test("a certificate for another site is refused even by a client that trusts the authority", async () => {
  const authority = await createAuthority({ hosts, epochMs: Date.now() });
  const certificate = await authority.issue({ hosts: ["bank.example", "127.0.0.1"] });
  expect(await statusOver(certificate, authority.caPem)).not.toBe(200);
});

test("an expired certificate is refused", async () => {
  const authority = await createAuthority({ hosts, epochMs: Date.now() });
  const certificate = await authority.issue({
    notBeforeEpochMs: Date.now() - 2000,
    notAfterEpochMs: Date.now() - 1000,
  });
  expect(await statusOver(certificate, authority.caPem)).toBe("CERT_HAS_EXPIRED");
});

test("no private key of the authority can be reached from what is returned", async () => {
  const authority = await createAuthority({ hosts, epochMs: Date.now() });
  expect(Object.keys(authority).sort()).toEqual(["caPem", "issue"]);
  expect(new X509Certificate(authority.caPem).ca).toBe(true);
  expect(authority.caPem).not.toContain("PRIVATE");
});
