import { createAuthority } from "@sendo-internal/local-authority";
import { realEpochMs } from "../time/clock.js";

/** What the API's HTTPS needs, and what its clients need in order to trust it. */
export interface HttpsIdentity {
  readonly caPem: string;
  readonly certPem: string;
  readonly keyPem: string;
}

/**
 * @internal Makes an authority that can vouch for this machine only, has it sign one certificate, and lets it go: nobody
 * holds its private key afterwards.
 */
export async function createHttpsIdentity(host: string): Promise<HttpsIdentity> {
  const hosts = [...new Set(["localhost", "127.0.0.1", "::1", host])];
  const authority = await createAuthority({ hosts, epochMs: realEpochMs() });
  const { certPem, keyPem } = await authority.issue();
  return { caPem: authority.caPem, certPem, keyPem };
}
