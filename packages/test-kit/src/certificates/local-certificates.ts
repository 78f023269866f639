import { createAuthority } from "@sendo-internal/local-authority";

/** An authority, and a certificate of it for 127.0.0.1. */
export interface LocalCertificates {
  readonly caPem: string;
  readonly certPem: string;
  readonly keyPem: string;
}

// One authority for the whole run: each costs some 50 ms, and none needs to be told from another.
let certificates: Promise<LocalCertificates> | undefined;

/** What servers of the cases show, and clients of the cases trust. */
export function localCertificates(): Promise<LocalCertificates> {
  return (certificates ??= issueCertificates());
}

async function issueCertificates(): Promise<LocalCertificates> {
  const authority = await createAuthority({ hosts: ["127.0.0.1"], epochMs: Date.now() }); // eslint-disable-line no-restricted-properties -- a certificate is valid by the machine's time
  return { caPem: authority.caPem, ...(await authority.issue()) };
}
