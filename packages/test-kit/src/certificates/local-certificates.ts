import { createAuthority } from "@sendo-internal/local-authority";

/** A certificate authority, and a certificate that it issued for 127.0.0.1. */
export interface LocalCertificates {
  readonly caPem: string;
  readonly certPem: string;
  readonly keyPem: string;
}

// The whole run shares one certificate authority, because creating one takes about 50 ms.
let certificates: Promise<LocalCertificates> | undefined;

/** Returns the certificates for the servers and clients used in the test cases. */
export function localCertificates(): Promise<LocalCertificates> {
  return (certificates ??= issueCertificates());
}

async function issueCertificates(): Promise<LocalCertificates> {
  const authority = await createAuthority({ hosts: ["127.0.0.1"], epochMs: Date.now() }); // eslint-disable-line no-restricted-properties -- a certificate is valid by the machine's time
  return { caPem: authority.caPem, ...(await authority.issue()) };
}
