import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";
import { isIP } from "node:net";

/** A certificate and its private key, in PEM format. */
export interface CertificatePair {
  readonly certPem: string;
  readonly keyPem: string;
}

/** Options for {@link createSelfSignedCertificate}. */
export interface SelfSignedOptions {
  /** Host names and addresses in the certificate. */
  readonly hosts: readonly string[];
  /** Current time in milliseconds since 1970. */
  readonly epochMs: number;
}

const HOUR_MS = 60 * 60 * 1000;
// Browsers accept certificates that are valid for at most 398 days. Apple's systems allow 825 days.
const VALID_MS = 397 * 24 * HOUR_MS;

/**
 * Creates a self-signed server certificate that clients can trust directly. It is not a certificate authority
 * (CA:FALSE), so its key cannot sign certificates for other hosts.
 *
 * The code in this file encodes the certificate without a library, because a certificate library accounted for most of
 * the startup time.
 */
export function createSelfSignedCertificate({ hosts, epochMs }: SelfSignedOptions): CertificatePair {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const spki = publicKey.export({ type: "spki", format: "der" });
  const serial = randomBytes(16);
  serial[0] = (serial[0]! & 0x3f) | 0x40; // The serial number must be positive and must not begin with a zero byte.

  // A unique name lets a client that trusts two sandboxes tell their certificates apart.
  const name = sequence(set(sequence(oid(COMMON_NAME), utf8(`Sendo sandbox ${serial.toString("hex").slice(0, 8)}`))));
  const keyId = createHash("sha1").update(spki.subarray(-65)).digest();
  const algorithm = sequence(oid(ECDSA_WITH_SHA256));
  const body = sequence(
    context(0, integer(Buffer.of(2))), // X.509 v3
    integer(serial),
    algorithm,
    name,
    sequence(time(epochMs - HOUR_MS), time(epochMs + VALID_MS)),
    name,
    spki,
    context(
      3,
      sequence(
        extension("2.5.29.19", sequence(), true), // Basic constraints: CA:FALSE, encoded as an empty sequence.
        extension("2.5.29.15", tag(0x03, Buffer.of(7, 0x80)), true), // Key usage: digital signatures only.
        extension("2.5.29.37", sequence(oid("1.3.6.1.5.5.7.3.1"))), // Extended key usage: server authentication only.
        extension("2.5.29.17", sequence(...hosts.map(alternativeName))),
        extension("2.5.29.14", tag(0x04, keyId)),
        extension("2.5.29.35", sequence(tag(0x80, keyId))),
      ),
    ),
  );
  const signature = sign("sha256", body, privateKey);
  return {
    certPem: pem(sequence(body, algorithm, tag(0x03, Buffer.of(0), signature))),
    keyPem: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
  };
}

const COMMON_NAME = "2.5.4.3";
const ECDSA_WITH_SHA256 = "1.2.840.10045.4.3.2";

function extension(id: string, value: Buffer, isCritical = false): Buffer {
  return sequence(oid(id), ...(isCritical ? [tag(0x01, Buffer.of(0xff))] : []), tag(0x04, value));
}

function alternativeName(host: string): Buffer {
  if (isIP(host) === 0) return tag(0x82, Buffer.from(host, "ascii"));
  return tag(0x87, isIP(host) === 4 ? Buffer.from(host.split(".").map(Number)) : ipv6Bytes(host));
}

function ipv6Bytes(address: string): Buffer {
  // `URL` normalizes the address. The result contains at most one `::` and no part in IPv4 notation.
  const [head = "", tail = ""] = new URL(`http://[${address}]`).hostname.slice(1, -1).split("::");
  const [first, last] = [head, tail].map((part) => (part === "" ? [] : part.split(":"))) as [string[], string[]];
  const zeros = new Array<string>(8 - first.length - last.length).fill("0");
  return Buffer.from([...first, ...zeros, ...last].map((word) => word.padStart(4, "0")).join(""), "hex");
}

function pem(der: Buffer): string {
  const lines = der.toString("base64").match(/.{1,64}/g)!;
  return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
}

function tag(type: number, ...parts: readonly Buffer[]): Buffer {
  const value = Buffer.concat(parts);
  const { length } = value;
  if (length < 0x80) return Buffer.concat([Buffer.of(type, length), value]);
  const head = length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.of(type, ...head), value]);
}

const sequence = (...parts: readonly Buffer[]): Buffer => tag(0x30, ...parts);
const set = (...parts: readonly Buffer[]): Buffer => tag(0x31, ...parts);
const context = (number: number, value: Buffer): Buffer => tag(0xa0 + number, value);
const integer = (value: Buffer): Buffer => tag(0x02, value);
const utf8 = (value: string): Buffer => tag(0x0c, Buffer.from(value));

/** Encodes a UTCTime, which cannot represent years after 2049. */
function time(epochMs: number): Buffer {
  const digits = new Date(epochMs).toISOString().replace(/\D/g, "");
  return tag(0x17, Buffer.from(`${digits.slice(2, 14)}Z`));
}

function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  const bytes = [first * 40 + second];
  for (const arc of rest) {
    const groups = [arc & 0x7f];
    for (let left = arc >> 7; left > 0; left >>= 7) groups.unshift(0x80 | (left & 0x7f));
    bytes.push(...groups);
  }
  return tag(0x06, Buffer.from(bytes));
}
