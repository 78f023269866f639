import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { rootCertificates } from "node:tls";
import { environment } from "../internal/environment.js";
import { codeOf } from "../internal/replace-file.js";
import { makeTemporaryFolder } from "../internal/temporary-folder.js";
import type { Sandbox } from "../server/start-sandbox.js";
import { printedEnv } from "./start-command.js";

// Node and Deno trust these certificates in addition to their own store.
const ADDED = ["NODE_EXTRA_CA_CERTS", "DENO_CERT"];
// These clients trust only the certificates in the named file: OpenSSL (used by Python, by Ruby and by PHP streams), Go
// on Linux, Python's Requests library, curl and Git.
const REPLACED = ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "GIT_SSL_CAINFO"];
// The system store's paths, in this order: Debian and Alpine, Fedora, SUSE, macOS.
const SYSTEM_STORES = [
  "/etc/ssl/certs/ca-certificates.crt",
  "/etc/pki/tls/certs/ca-bundle.crt",
  "/etc/ssl/ca-bundle.pem",
  "/etc/ssl/cert.pem",
];

/** Environment variables for a command that uses the sandbox. */
export interface ChildEnvironment extends Disposable {
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Returns this process's environment plus the variables that make an app use and trust the sandbox. Programs read these
 * variables at startup, so a parent process must set them. If one of the variables already names a certificate file,
 * such as the file for a company proxy, the certificates in that file remain trusted.
 */
export function childEnvironment(sandbox: Sandbox): ChildEnvironment {
  const inherited = environment();
  const folder = makeTemporaryFolder();
  const files = new Map<string, string>(); // maps the original certificates to the path of the bundle that contains them
  const withOurs = (base: string): string => {
    const path = files.get(base) ?? join(folder, `bundle-${files.size}.pem`);
    if (!files.has(base)) writeFileSync(path, `${base.trimEnd()}\n${sandbox.ca}`, { mode: 0o600 });
    files.set(base, path);
    return path;
  };
  const given = (name: string): string | undefined => {
    const file = inherited[name];
    if (file === undefined || file === "") return undefined;
    try {
      return readFileSync(file, "utf8");
    } catch (error) {
      console.error(
        `sendo-sandbox: The file specified in the variable ${name} cannot be read (${codeOf(error)}). The command will not trust that file's certificates.`,
      );
      return undefined;
    }
  };
  const env: NodeJS.ProcessEnv = { ...inherited, ...printedEnv(sandbox) };
  for (const name of REPLACED) env[name] = withOurs(given(name) ?? systemStore());
  for (const name of ADDED) {
    const base = given(name);
    env[name] = base === undefined ? sandbox.caFile : withOurs(base);
  }
  // The child process is local, so a loopback address needs no name resolution.
  Object.assign(env, { SENDO_BASE_URL: sandbox.url, SENDO_SANDBOX_CONTROL_URL: sandbox.controlUrl });
  delete env["SENDO_SANDBOX_HOST"];
  return {
    env,
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function systemStore(): string {
  const file = SYSTEM_STORES.find((each) => existsSync(each));
  return file === undefined ? rootCertificates.join("\n") : readFileSync(file, "utf8");
}
