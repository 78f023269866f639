import "reflect-metadata"; // must be imported first, because `@peculiar/x509` uses it to register classes
import { X509Certificate, webcrypto } from "node:crypto";
import { isIP } from "node:net";
import * as asn1 from "@peculiar/asn1-schema";
import * as x509asn1 from "@peculiar/asn1-x509";
import * as x509 from "@peculiar/x509";

const KEYS = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;
const DAY_MS = 24 * 60 * 60 * 1000;

/** Options for {@link createAuthority}. */
export interface AuthorityOptions {
  /**
   * Host names and IP addresses that this authority's certificates are allowed to contain. Clients reject certificates
   * for any other name.
   */
  hosts: readonly string[];
  /** Current time, in milliseconds since 1970. */
  epochMs: number;
  /** Days until the authority and its certificates expire: 1 to 397. @defaultValue `90` */
  days?: number;
}

/** Options for one certificate. */
export interface IssueOptions {
  /** Names in the certificate. @defaultValue the authority's hosts */
  hosts?: readonly string[];
  /** Start of the validity period, in milliseconds since 1970. @defaultValue one hour ago */
  notBeforeEpochMs?: number;
  /** End of the validity period, in milliseconds since 1970. @defaultValue the end of the authority's validity period */
  notAfterEpochMs?: number;
  /** The side of the connection that the certificate identifies. @defaultValue `server` */
  usage?: "server" | "client";
}

/** A certificate and its private key in PEM format. */
export interface Certificate {
  certPem: string;
  keyPem: string;
}

/** A local certificate authority. Its private key is kept in a closure and never exposed. */
export interface Authority {
  /** The authority's certificate, for clients to trust. */
  readonly caPem: string;
  /** Issues a certificate with a new key. */
  issue(options?: IssueOptions): Promise<Certificate>;
}

/**
 * Creates an authority that can issue certificates only for `hosts`. Its certificate has a critical name
 * constraint. Clients that trust the authority therefore reject certificates for other names, even if the key is
 * stolen. The key is discarded when the returned object is garbage-collected.
 */
export async function createAuthority({ hosts, epochMs, days = 90 }: AuthorityOptions): Promise<Authority> {
  x509.cryptoProvider.set(webcrypto as unknown as typeof globalThis.crypto);
  const subtle = webcrypto.subtle;
  const caKeys = await subtle.generateKey(KEYS, false, ["sign", "verify"]);
  const notBefore = new Date(epochMs - 60 * 60 * 1000);
  const notAfter = new Date(epochMs + days * DAY_MS);
  const ca = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serial(),
    name: "CN=Local authority of one Sendo sandbox run",
    notBefore,
    notAfter,
    signingAlgorithm: KEYS,
    keys: caKeys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
      nameConstraints(hosts),
      await x509.SubjectKeyIdentifierExtension.create(caKeys.publicKey),
    ],
  });
  const caPem = ca.toString("pem");

  return {
    caPem,
    async issue({ hosts: names = hosts, notBeforeEpochMs, notAfterEpochMs, usage = "server" } = {}) {
      const keys = await subtle.generateKey(KEYS, true, ["sign", "verify"]);
      const leaf = await x509.X509CertificateGenerator.create({
        serialNumber: serial(),
        subject: `CN=${names[0] ?? "localhost"}`,
        issuer: ca.subject,
        notBefore: notBeforeEpochMs === undefined ? notBefore : new Date(notBeforeEpochMs),
        notAfter: notAfterEpochMs === undefined ? notAfter : new Date(notAfterEpochMs),
        signingAlgorithm: KEYS,
        publicKey: keys.publicKey,
        signingKey: caKeys.privateKey,
        extensions: [
          new x509.BasicConstraintsExtension(false, undefined, true),
          new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
          new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage[`${usage}Auth`]]),
          new x509.SubjectAlternativeNameExtension(
            names.map((name) => ({ type: isIP(name) ? ("ip" as const) : ("dns" as const), value: name })),
          ),
          await x509.AuthorityKeyIdentifierExtension.create(ca.publicKey),
        ],
      });
      const pkcs8 = Buffer.from(await subtle.exportKey("pkcs8", keys.privateKey)).toString("base64");
      const keyPem = `-----BEGIN PRIVATE KEY-----\n${pkcs8.replace(/(.{64})/g, "$1\n").trimEnd()}\n-----END PRIVATE KEY-----\n`;
      return { certPem: new X509Certificate(leaf.toString("pem")).toString(), keyPem };
    },
  };
}

function serial(): string {
  const bytes = webcrypto.getRandomValues(new Uint8Array(16));
  bytes[0] = (bytes[0]! & 0x3f) | 0x40; // makes the number positive and exactly 16 bytes long
  return Buffer.from(bytes).toString("hex");
}

function nameConstraints(hosts: readonly string[]): x509.Extension {
  const permitted = hosts.map((host) => new x509asn1.GeneralSubtree({ base: constraintName(host) }));
  const value = new x509asn1.NameConstraints({ permittedSubtrees: new x509asn1.GeneralSubtrees(permitted) });
  return new x509.Extension(x509asn1.id_ce_nameConstraints, true, asn1.AsnConvert.serialize(value));
}

function constraintName(host: string): x509asn1.GeneralName {
  const version = isIP(host);
  if (version === 0) return new x509asn1.GeneralName({ dNSName: host });
  return new x509asn1.GeneralName({ iPAddress: version === 4 ? `${host}/32` : `${host}/128` });
}
