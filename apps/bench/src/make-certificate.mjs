import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createAuthority } from "@sendo-internal/local-authority";

/** Writes a certificate for a server that must not load the library that makes certificates, because its memory is measured. */
export async function makeCertificate() {
  const authority = await createAuthority({ hosts: ["127.0.0.1"], epochMs: Date.now() });
  const { certPem, keyPem } = await authority.issue();
  const folder = mkdtempSync(join(tmpdir(), "sendo-bench-"));
  const [certFile, keyFile] = [join(folder, "cert.pem"), join(folder, "key.pem")];
  writeFileSync(certFile, certPem);
  writeFileSync(keyFile, keyPem, { mode: 0o600 });
  return { ca: authority.caPem, certFile, keyFile, remove: () => rmSync(folder, { recursive: true }) };
}
