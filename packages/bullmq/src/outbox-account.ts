import { createHash } from "node:crypto";
import type { SendoClient } from "@sendo/core";
import { invalidOption, setupError } from "@sendo/core/adapter";

/** The account whose messages an outbox stores and sends. */
export interface OutboxAccount {
  /** A digest of the account and its API host. The digest is stored in each job and does not reveal the API key. */
  readonly digest: string;
  /** Labels of former accounts whose messages are treated as this account's own. */
  readonly takeOver: readonly string[];
}

/** The label for jobs that an earlier version stored without an account. */
export const UNMARKED = "unmarked";

const LABEL = /^([0-9a-f]{8}|unmarked)$/;

/**
 * Determines an outbox's account.
 *
 * @param name - The outbox's `account` option. By default, the client's own identity is used.
 * @throws A {@link SendoConfigError} with code `config_setup_invalid` when the account cannot be identified, or `config_option_invalid`
 * when the name or a label is invalid.
 */
export function resolveAccount(
  { account }: Pick<SendoClient, "account">,
  name: string | undefined,
  takeOver: readonly string[] = [],
): OutboxAccount {
  if (name !== undefined && (typeof name !== "string" || name.length < 1 || name.length > 200)) {
    throw invalidOption("The `account` option of createOutbox must be a string of 1 to 200 characters, such as `eu`.");
  }
  // A custom client might not have an identity.
  const { id, host = "" } = (account as Partial<SendoClient["account"]> | undefined) ?? {};
  const identity = name === undefined ? id : `name:${name}`;
  if (identity === undefined) {
    throw setupError(
      "createOutbox cannot identify this client's account, because it is a custom client or its `apiKey` is a function. " +
        "Set the `account` option: new Sendo({ account }), or createOutbox({ account }) for a custom client.",
    );
  }
  if (!Array.isArray(takeOver) || takeOver.some((label) => typeof label !== "string" || !LABEL.test(label))) {
    throw invalidOption(
      "The `takeOver` option of createOutbox must be a list of account labels. A label is `unmarked` or the 8 hexadecimal digits that the warning shows as `account`.",
    );
  }
  const digest = createHash("sha256").update(JSON.stringify(["sendo outbox account", identity, host]));
  return { digest: digest.digest("hex").slice(0, 32), takeOver };
}

/** Returns an account's label, which appears in logs and is accepted by `takeOver`. The label is too short to reveal the digest. */
export function labelOf(account: unknown): string {
  return typeof account === "string" && /^[0-9a-f]{32}$/.test(account) ? account.slice(0, 8) : UNMARKED;
}

/** Returns whether a stored job belongs to this account. */
export function ownsJob({ digest, takeOver }: OutboxAccount, { account }: { readonly account?: unknown }): boolean {
  return account === digest || takeOver.includes(labelOf(account));
}

/**
 * Returns the job ids that an idempotency key can have in either queue. The id for this account comes first, followed
 * by those for the accounts that it takes over. If two accounts share a queue, each has its own job id for the same
 * key. A job id does not reveal the key.
 */
export function jobIds(idempotencyKey: string, { digest, takeOver }: OutboxAccount): readonly [string, ...string[]] {
  return [jobId(idempotencyKey, labelOf(digest)), ...takeOver.map((label) => jobId(idempotencyKey, label))];
}

/** Returns the job if this account owns it. */
export function own<Job extends { readonly data: { readonly account?: unknown } }>(
  job: Job | undefined,
  account: OutboxAccount,
): Job | undefined {
  return job !== undefined && ownsJob(account, job.data) ? job : undefined;
}

/** Finds the job for a key in a queue. The job can belong to this account or to an account that it takes over. */
export async function findJob<Job extends { readonly data: { readonly account?: unknown } }>(
  queue: { getJob(id: string): Promise<Job | undefined> },
  idempotencyKey: string,
  account: OutboxAccount,
): Promise<Job | undefined> {
  for (const id of jobIds(idempotencyKey, account)) {
    const job = own(await queue.getJob(id), account);
    if (job !== undefined) return job;
  }
  return undefined;
}

function jobId(idempotencyKey: string, label: string): string {
  const parts = label === UNMARKED ? [idempotencyKey] : [idempotencyKey, label];
  return `sendo-${createHash("sha256")
    .update(JSON.stringify(["sendo outbox", ...parts]))
    .digest("hex")}`;
}
