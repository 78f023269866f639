import { X509Certificate } from "node:crypto";
import { expect, test } from "vitest";
import { createSelfSignedCertificate } from "./self-signed-certificate.js";

const NOW = Date.UTC(2026, 0, 1);

test("is a leaf that signs itself, names its hosts, and is good for servers only", () => {
  const hosts = ["localhost", "sandbox", "127.0.0.1", "::1", "fe80::1:2", "2001:db8::ffff:1.2.3.4"];
  const { certPem, keyPem } = createSelfSignedCertificate({ hosts, epochMs: NOW });
  const certificate = new X509Certificate(certPem);
  expect(certificate.ca).toBe(false);
  expect(certificate.verify(certificate.publicKey)).toBe(true);
  expect(certificate.issuer).toBe(certificate.subject);
  expect(certificate.subjectAltName).toBe(
    "DNS:localhost, DNS:sandbox, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1, " +
      "IP Address:FE80:0:0:0:0:0:1:2, IP Address:2001:DB8:0:0:0:FFFF:102:304",
  );
  expect(certificate.keyUsage).toEqual(["1.3.6.1.5.5.7.3.1"]);
  expect([new Date(certificate.validFrom), new Date(certificate.validTo)]).toEqual([
    new Date(NOW - 3_600_000),
    new Date(NOW + 397 * 86_400_000),
  ]);
  expect(keyPem).toMatch(/^-----BEGIN PRIVATE KEY-----/);
});

test("a certificate with many names, and two of one moment, which differ", () => {
  const hosts = Array.from({ length: 60 }, (_, index) => `host-${index}.example`);
  const [one, two] = [0, 1].map(
    () => new X509Certificate(createSelfSignedCertificate({ hosts, epochMs: NOW }).certPem),
  );
  expect(one!.subjectAltName?.split(", ")).toHaveLength(60);
  expect(one!.subject).not.toBe(two!.subject);
});
