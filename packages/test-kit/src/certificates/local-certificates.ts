import { createAuthority } from "@sendo-internal/local-authority";

/** An authority and its certificate for 127.0.0.1. */
export interface LocalCertificates {
  readonly caPem: string;
  readonly certPem: string;
  readonly keyPem: string;
}

// One authority for the whole run, because each takes about 50 ms to create.
let certificates: Promise<LocalCertificates> | undefined;

/** Returns the certificates for the servers and clients used in the test cases. */
export function localCertificates(): Promise<LocalCertificates> {
  return (certificates ??= issueCertificates());
}

async function issueCertificates(): Promise<LocalCertificates> {
  const authority = await createAuthority({ hosts: ["127.0.0.1"], epochMs: Date.now() }); // eslint-disable-line no-restricted-properties -- a certificate is valid by the machine's time
  return { caPem: authority.caPem, ...(await authority.issue()) };
}
