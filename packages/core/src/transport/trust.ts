import { delimiter, join } from "node:path";
import type { SecureContext, SecureContextOptions } from "node:tls";
import { builtin } from "../http/builtin.js";
import { environment, nodeFlag } from "../internal/environment.js";
import { SendoConfigError } from "../errors/errors.js";
import { invalidOption } from "../errors/option-checks.js";

const PEM_CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

/** A PEM string with certificates. */
export type Pem = string | Uint8Array;

/** TLS 1.2, or 1.3 if `--tls-min-v1.3` or `tls.DEFAULT_MIN_VERSION` requires it. */
export function minimumTlsVersion(): "TLSv1.2" | "TLSv1.3" {
  return builtin("node:tls").DEFAULT_MIN_VERSION === "TLSv1.3" ? "TLSv1.3" : "TLSv1.2";
}

/**
 * Creates a context that trusts both Node's default authorities and `ca`. Node's own `ca` option would replace the default
 * authorities.
 *
 * @param own - The client's own certificate, if it has one.
 * @throws A {@link SendoConfigError} with code `config_ca_unreadable` if `ca` contains no certificate, or if any
 * certificate in it cannot be parsed.
 */
export function secureContextWith(ca: Pem | readonly Pem[] | undefined, own?: SecureContextOptions): SecureContext {
  const minVersion = minimumTlsVersion();
  if (ca === undefined) return builtin("node:tls").createSecureContext({ ...own, minVersion });
  const authorities = [...defaultAuthorities(), ...[ca].flat().flatMap(checkedCertificates)];
  const create = (): SecureContext => builtin("node:tls").createSecureContext({ ...own, ca: authorities, minVersion });
  if (own !== undefined) return create();
  // A context keeps the TLS defaults that were in effect when the context was created. An app can tighten the defaults later.
  const { DEFAULT_MAX_VERSION, DEFAULT_CIPHERS, DEFAULT_ECDH_CURVE } = builtin("node:tls");
  const defaults = [DEFAULT_MAX_VERSION, DEFAULT_CIPHERS, DEFAULT_ECDH_CURVE].map(String);
  return sharedContext([minVersion, ...defaults, ...authorities], create);
}

const contexts = new Map<string, WeakRef<SecureContext>>();

// Parsing Node's authorities takes tens of milliseconds of CPU time and a megabyte of memory. Clients with the same
// authorities therefore share a context. A context with a private key is never shared.
function sharedContext(settings: readonly string[], create: () => SecureContext): SecureContext {
  const hash = builtin("node:crypto").createHash("sha256");
  for (const setting of settings) hash.update(setting).update("\0");
  const name = hash.digest("hex");
  const existing = contexts.get(name)?.deref();
  if (existing !== undefined) return existing;
  for (const [other, context] of contexts) if (context.deref() === undefined) contexts.delete(other);
  const context = create();
  contexts.set(name, new WeakRef(context));
  return context;
}

/**
 * Extracts the certificates from a PEM string.
 *
 * @throws A {@link SendoConfigError} with code `config_ca_unreadable` if `pem` contains no certificate, or if any
 * certificate in it cannot be parsed.
 */
export function checkedCertificates(pem: Pem): string[] {
  const certificates = certificatesIn(pem);
  if (certificates.length === 0) throw new SendoConfigError({ code: "config_ca_unreadable" });
  for (const certificate of certificates) {
    try {
      new (builtin("node:crypto").X509Certificate)(certificate);
    } catch (cause) {
      throw new SendoConfigError({ code: "config_ca_unreadable", cause });
    }
  }
  return certificates;
}

/**
 * Rejects `ca` if it would replace a certificate store that Node cannot read.
 *
 * @throws A {@link SendoConfigError} with code `config_option_invalid`.
 */
export function checkCanAddAuthorities(): void {
  const { SSL_CERT_FILE, SSL_CERT_DIR } = environment();
  if (!nodeFlag("use-openssl-ca") || SSL_CERT_FILE || SSL_CERT_DIR) return;
  throw invalidOption(
    "The certificates in the `ca` option cannot be combined with OpenSSL's certificate store (`--use-openssl-ca`), because Node does not " +
      "expose the store's path. Set SSL_CERT_FILE or SSL_CERT_DIR to the store's path, or remove `--use-openssl-ca`. Alternatively, add the " +
      "certificates to the store and omit `ca`.",
  );
}

// Newer Node versions can list all the certificate authorities that they trust by default, including the system store
// and NODE_EXTRA_CA_CERTS. In older Node versions, such as Node 20, each source is read separately. No Node version
// includes OpenSSL's own store in the list.
function defaultAuthorities(): readonly string[] {
  const tls = builtin("node:tls");
  const { getCACertificates } = tls as typeof tls & { getCACertificates?: (type: "default") => string[] };
  const usesOpenSsl = nodeFlag("use-openssl-ca");
  const known =
    getCACertificates?.("default") ??
    [usesOpenSsl ? [] : tls.rootCertificates, readCertificates(environment().NODE_EXTRA_CA_CERTS)].flat();
  return usesOpenSsl ? [...known, ...openSslAuthorities()] : known;
}

/**
 * Reads the authorities from the file and folders named in OpenSSL's environment variables. In the folders, only files
 * whose names are hashes (created by `openssl rehash`) are read.
 */
function openSslAuthorities(): readonly string[] {
  const { SSL_CERT_FILE, SSL_CERT_DIR = "" } = environment();
  const hashed = SSL_CERT_DIR.split(delimiter).flatMap((folder) =>
    fileNamesIn(folder)
      .filter((name) => /^[\da-f]{8}\.\d+$/.test(name))
      .map((name) => join(folder, name)),
  );
  return [SSL_CERT_FILE, ...hashed].flatMap(readCertificates);
}

function fileNamesIn(folder: string): readonly string[] {
  try {
    return folder === "" ? [] : builtin("node:fs").readdirSync(folder);
  } catch {
    return [];
  }
}

// Node and OpenSSL ignore unreadable files or only warn about them, so the client also ignores them.
function readCertificates(file: string | undefined): readonly string[] {
  try {
    return file ? certificatesIn(builtin("node:fs").readFileSync(file)) : [];
  } catch {
    return [];
  }
}

function certificatesIn(pem: unknown): string[] {
  const source = pem instanceof Uint8Array ? Buffer.from(pem).toString("latin1") : pem;
  return typeof source === "string" ? (source.match(PEM_CERTIFICATE) ?? []) : [];
}
