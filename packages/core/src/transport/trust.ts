import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import tls, { type SecureContext } from "node:tls";
import { environment } from "../internal/environment.js";
import { SendoConfigError } from "../errors/errors.js";

const PEM_CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

/**
 * A context that trusts Node's default authorities, those of NODE_EXTRA_CA_CERTS, and `ca`. Node's own option `ca`
 * replaces the defaults; a user who adds the sandbox's authority does not mean to lose the others.
 *
 * @throws A {@link SendoConfigError} `config_ca_unreadable`.
 */
export function secureContextWith(ca: string | readonly string[]): SecureContext {
  return tls.createSecureContext({
    ca: [...defaultAuthorities(), ...[ca].flat().flatMap(checkedCertificates)],
    minVersion: "TLSv1.2",
  });
}

/**
 * The certificates in a PEM text.
 *
 * @throws A {@link SendoConfigError} `config_ca_unreadable` when there is none, or one cannot be parsed.
 */
export function checkedCertificates(pem: string): string[] {
  const certificates = typeof pem === "string" ? (pem.match(PEM_CERTIFICATE) ?? []) : [];
  if (certificates.length === 0) throw new SendoConfigError({ code: "config_ca_unreadable" });
  for (const certificate of certificates) {
    try {
      new X509Certificate(certificate);
    } catch (cause) {
      throw new SendoConfigError({ code: "config_ca_unreadable", cause });
    }
  }
  return certificates;
}

// Newer Nodes tell what they trust, system store and NODE_EXTRA_CA_CERTS included; Node 20 has to be asked piece by piece.
function defaultAuthorities(): readonly string[] {
  const { getCACertificates } = tls as typeof tls & { getCACertificates?: (type: "default") => string[] };
  if (getCACertificates !== undefined) return getCACertificates("default");
  const extraFile = environment().NODE_EXTRA_CA_CERTS;
  if (!extraFile) return tls.rootCertificates;
  try {
    return [...tls.rootCertificates, ...(readFileSync(extraFile, "utf8").match(PEM_CERTIFICATE) ?? [])];
  } catch {
    // Node itself only warns about an unreadable file at start; a client must not be stricter about a file that is not its own.
    return tls.rootCertificates;
  }
}
