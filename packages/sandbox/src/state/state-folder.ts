import { X509Certificate, createPrivateKey, randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync } from "node:fs";
import { isIP } from "node:net";
import { join, resolve } from "node:path";
import type { SendoConfigError } from "@sendo/core";
import { invalidOption } from "@sendo/core/adapter";
import { takeLock } from "../internal/lock-file.js";
import { createSelfSignedCertificate, type CertificatePair } from "../internal/self-signed-certificate.js";
import { codeOf, replaceFile } from "../internal/replace-file.js";
import { readJournal, type JournalContent } from "./journal.js";

/** Folder where a sandbox stores its state between runs. Only one sandbox can use a folder at a time. */
export interface StateFolder<Entry> {
  readonly certificate: CertificatePair;
  /** Path of the certificate file. */
  readonly caFile: string;
  readonly controlToken: string;
  readonly journalPath: string;
  readonly journal: JournalContent<Entry>;
  /** Warning that explains why clients must read the certificate again. */
  readonly notice: string | undefined;
  release(): void;
}

/** Host names for the certificate, and the current time. */
export interface StateFolderOptions {
  readonly hosts: readonly string[];
  readonly epochMs: number;
}

interface Secrets {
  readonly certificateKey: string;
  readonly controlToken: string;
}

const RENEW_MS = 30 * 24 * 60 * 60 * 1000;
const SECRETS = "private.json";
const JOURNAL = "journal.jsonl";
const LOCK = "lock";

/**
 * Opens or creates a state folder. Only the current user can read the folder's files.
 *
 * @throws A {@link SendoConfigError} with code `config_option_invalid` if another sandbox is using the folder, or if
 * the folder cannot be created, read or written to. The same code is used if the folder contains only unrelated files,
 * or if its secrets or its journal are damaged. A damaged certificate is replaced.
 */
export function openStateFolder<Entry>(path: string, options: StateFolderOptions): StateFolder<Entry> {
  const folder = resolve(path);
  const at = (name: string): string => join(folder, name);
  makeFolder(folder);
  const lock = orRefused(folder, () => takeLock(at(LOCK)));
  if ("heldBy" in lock) {
    throw refused(folder, `another sandbox is using it (${lock.heldBy}). Stop that sandbox, or choose another folder`);
  }
  try {
    orRefused(folder, () => replaceFile(at(".gitignore"), "*\n"));
    const secrets = readSecrets(folder, at(SECRETS));
    const controlToken = secrets?.controlToken ?? randomBytes(24).toString("base64url");
    const kept = secrets && keptCertificate(readText(at("ca.pem")), secrets.certificateKey, options);
    const certificate = kept?.certificate ?? createSelfSignedCertificate(options);
    if (kept?.certificate === undefined) {
      // The key is written first and the certificate last. If the process is killed between the two writes, the
      // certificate does not match the key. The next run then creates both again.
      const fresh: Secrets = { certificateKey: certificate.keyPem, controlToken };
      orRefused(folder, () => replaceFile(at(SECRETS), `${JSON.stringify(fresh, null, 2)}\n`));
      orRefused(folder, () => replaceFile(at("ca.pem"), certificate.certPem));
    }
    return {
      ...{ certificate, controlToken, caFile: at("ca.pem"), journalPath: at(JOURNAL) },
      journal: readEntries(folder, at(JOURNAL)),
      notice:
        kept?.problem &&
        `The sandbox created a new certificate, because the certificate in ${folder} ${kept.problem}. Restart the apps that use the sandbox.`,
      release: () => lock.release(),
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** Checks whether a stored certificate is still valid. */
function keptCertificate(
  certPem: string | undefined,
  keyPem: string,
  { hosts, epochMs }: StateFolderOptions,
): { readonly certificate?: CertificatePair; readonly problem?: string } {
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(certPem ?? "");
    if (!certificate.checkPrivateKey(createPrivateKey(keyPem))) throw new Error("another key");
  } catch {
    return { problem: "is missing or damaged, or does not match its key" };
  }
  const isNamed = (host: string): boolean =>
    (isIP(host) === 0 ? certificate.checkHost(host) : certificate.checkIP(host)) !== undefined;
  const missing = hosts.filter((host) => !isNamed(host));
  if (missing.length > 0) return { problem: `does not name ${missing.join(", ")}` };
  if (Date.parse(certificate.validTo) - epochMs < RENEW_MS) return { problem: `expires on ${certificate.validTo}` };
  if (Date.parse(certificate.validFrom) > epochMs) return { problem: `is not valid before ${certificate.validFrom}` };
  return { certificate: { certPem: certPem!, keyPem } };
}

function makeFolder(folder: string): void {
  const names = orRefused(folder, () => {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return readdirSync(folder);
  });
  const isOurs = names.some((name) => [SECRETS, JOURNAL, LOCK].includes(name));
  if (!isOurs && names.some((name) => name !== ".gitignore")) {
    throw refused(folder, "the folder contains other files. Choose a folder that does not exist yet");
  }
}

function readSecrets(folder: string, path: string): Secrets | undefined {
  const content = orRefused(folder, () => readText(path));
  if (content === undefined) return undefined;
  try {
    const { certificateKey, controlToken } = JSON.parse(content) as Partial<Secrets>;
    if (typeof certificateKey === "string" && typeof controlToken === "string") return { certificateKey, controlToken };
  } catch {
    // reported below
  }
  throw refused(
    folder,
    `${path} is damaged. If you delete it, the sandbox creates a new certificate and control token`,
  );
}

function readEntries<Entry>(folder: string, path: string): JournalContent<Entry> {
  try {
    return readJournal<Entry>(path) ?? { runs: 0, entries: [] };
  } catch (error) {
    throw refused(
      folder,
      `${path} cannot be read: ${(error as Error).message}. If you delete it, the sandbox starts without the saved messages, opt-outs and webhooks. ` +
        "The certificate and control token are kept",
    );
  }
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
}

function orRefused<T>(folder: string, use: () => T): T {
  try {
    return use();
  } catch (error) {
    throw refused(folder, `it cannot be used (${codeOf(error)})`);
  }
}

function refused(folder: string, why: string): SendoConfigError {
  return invalidOption(`The \`stateDir\` option of startSandbox (--state-dir) is set to ${folder}, but ${why}.`);
}
