import { createHash, randomBytes } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import type { OutboxEncryption, SendoOutbox } from "../src/index.js";
import type { MessageJob, MessageQueue, StoredMessage } from "../src/stored-message.js";
import { next, onSend, REFUSED, setUpLab } from "./support/lab.js";

const lab = setUpLab();
beforeEach(async () => {
  if (lab.available) await lab.redis().flushall();
});
const HOUR_MS = 3_600_000;
const CODE = { to: "+12065550142", body: "Your code is 482913 🍜" };
const [OLD, NEW] = [randomBytes(32), randomBytes(32).toString("base64")];
const rotated: OutboxEncryption = { keys: { old: OLD, new: NEW }, use: "new" };

const jobsOf = (outbox: SendoOutbox): Promise<MessageJob[]> => (outbox.queues.messages as MessageQueue).getJobs();
const sensitive = (idempotencyKey: string, delayMs = 0) => ({ idempotencyKey, delayMs, sensitive: true });

async function stored(): Promise<string> {
  const redis = lab.redis();
  const keys = await redis.keys("*");
  const hashes = await Promise.all(keys.map(async (key) => (await redis.type(key)) === "hash" && redis.hgetall(key)));
  return JSON.stringify(hashes);
}

/** Finds the code of a message whose key, number and form are known, by trying all codes on the digests in Redis. */
async function guessCode(outbox: SendoOutbox, idempotencyKey: string): Promise<string | undefined> {
  const { apiKey, baseUrl } = lab.sandbox().clientOptions;
  const sha256 = (data: string): string => createHash("sha256").update(data).digest("hex");
  const { host } = new URL(baseUrl);
  const account = `key:${sha256(`sendo account\n${apiKey}\n${host}`).slice(0, 32)}`;
  const given = Object.entries({ ...lab.client().messages.validate(CODE), body: "CODE" });
  const input = JSON.stringify({ given: Object.fromEntries(given.sort()) });
  const [before, after] = JSON.stringify(["sendo input", idempotencyKey, host, account, input]).split("CODE");
  const digests = new Set((await stored()).match(/[0-9a-f]{64}/g));
  expect(await outbox.find(idempotencyKey)).toMatchObject({ state: "accepted" });
  for (let guess = 0; guess < 1_000_000; guess += 1) {
    const code = String(guess).padStart(6, "0");
    if (digests.has(sha256(`${before}${CODE.body.replace("482913", code)}${after}`))) return code;
  }
  return undefined;
}

describe.runIf(lab.available)("issue 24: sensitive bodies", () => {
  test("a body is encrypted in the job, is not in Redis in any state, and arrives", async () => {
    const outbox = lab.outbox({ encryption: { keys: { old: OLD }, use: "old" } });
    await outbox.enqueue(CODE, sensitive("a", 300));
    const [job] = await jobsOf(outbox);
    expect(job!.data).toMatchObject({ input: { to: CODE.to, body: "" }, sealed: { keyId: "old" } });
    expect((await stored()).includes("482913")).toBe(false);
    const accepted = next(outbox, "accepted");
    outbox.work();
    await accepted;
    expect(lab.sandbox().messages()).toMatchObject([{ body: CODE.body }]);
    expect((await stored()).includes("482913")).toBe(false);
  });

  test("issue 25: a million guesses do not find a code from what the idempotency store keeps", async () => {
    const outbox = lab.outbox({ encryption: rotated });
    outbox.work();
    for (const options of [sensitive("sensitive"), { idempotencyKey: "plain" }]) {
      const accepted = next(outbox, "accepted");
      await outbox.enqueue(CODE, options);
      await accepted;
    }
    expect(await guessCode(outbox, "sensitive")).toBeUndefined();
    // The search itself works.
    expect(await guessCode(outbox, "plain")).toBe("482913");
  }, 180_000);

  test("issue 25: the digest of a message stays the same when keys rotate, so that it is not sent again", async () => {
    let sends = 0;
    const options = { encryption: { keys: { old: OLD }, use: "old" } };
    const before = lab.outbox(options);
    await before.enqueue(CODE, sensitive("a"));
    const [job] = await jobsOf(before);
    const sendo = lab.client(
      {},
      onSend((pass) => {
        sends += 1;
        return pass();
      }),
    );
    const outbox = lab.outbox({ sendo, encryption: rotated });
    const accepted = next(outbox, "accepted");
    outbox.work();
    await accepted;
    // The same job again, as after a worker that died before it could end it.
    await outbox.queues.messages.remove(job!.id!);
    const again = next(outbox, "accepted");
    await outbox.queues.messages.add("message", job!.data, job!.opts);
    await again;
    // A new message under the same key has a new secret. It is rejected, and not sent.
    await outbox.queues.messages.remove(job!.id!);
    const rejected = next(outbox, "not-sent");
    await outbox.enqueue(CODE, sensitive("a"));
    expect(await rejected).toMatchObject({ code: "idempotency_key_reused" });
    expect(sends).toBe(1);
  });

  test("the same key with the same body is the same message", async () => {
    const outbox = lab.outbox({ encryption: rotated });
    await outbox.enqueue(CODE, sensitive("a"));
    expect(await outbox.enqueue(CODE, sensitive("a"))).toMatchObject({ state: "waiting" });
    const other = outbox.enqueue({ ...CODE, body: "Your code is 482914" }, sensitive("a"));
    await expect(other).rejects.toMatchObject({ code: "idempotency_key_reused" });
  });

  test("without keys, enqueue rejects and stores nothing", async () => {
    const outbox = lab.outbox();
    const error = outbox.enqueue(CODE, sensitive("a"));
    await expect(error).rejects.toMatchObject({ code: "outbox_key_missing", outcome: "not-sent", retryable: false });
    for await (const { state } of outbox.enqueueMany([{ ...CODE, ...sensitive("b") }])) expect(state).toBe("rejected");
    await expect(outbox.enqueue(CODE, { ...sensitive("a"), sensitive: "yes" as never })).rejects.toMatchObject({
      issues: [{ path: "sensitive" }],
    });
    expect(await jobsOf(outbox)).toEqual([]);
  });

  test("after a key rotation, messages with the former key are sent, and new messages use the new key", async () => {
    const before = lab.outbox({ encryption: { keys: { old: OLD }, use: "old" } });
    await before.enqueue(CODE, sensitive("a"));
    const outbox = lab.outbox({ encryption: rotated });
    await outbox.enqueue(CODE, sensitive("b"));
    const ids = (await jobsOf(outbox)).map(({ data }) => data.sealed?.keyId);
    expect(ids.sort()).toEqual(["new", "old"]);
    const accepted = new Set<string>();
    const both = new Promise<void>((resolve) => {
      // Two events can follow each other in one tick.
      outbox.on("accepted", ({ idempotencyKey }) => void (accepted.add(idempotencyKey).size === 2 && resolve()));
    });
    outbox.work();
    await both;
    expect(
      lab
        .sandbox()
        .messages()
        .map((message) => message.body),
    ).toEqual([CODE.body, CODE.body]);
  });

  test("a message with an unknown key ends as not-sent, and is sent once the key is available", async () => {
    await lab.outbox({ encryption: { keys: { old: OLD }, use: "old" } }).enqueue(CODE, sensitive("a"));
    for (const encryption of [undefined, { keys: { new: NEW }, use: "new" }]) {
      const outbox = lab.outbox({ encryption });
      const over = next(outbox, "not-sent");
      outbox.work();
      await outbox.retry("a");
      expect(await over).toMatchObject({ idempotencyKey: "a", code: "outbox_key_unknown" });
      await outbox.close();
    }
    const outbox = lab.outbox({ encryption: rotated });
    const accepted = next(outbox, "accepted");
    outbox.work();
    expect(await outbox.retry("a")).toBe(true);
    expect(await accepted).toMatchObject({ idempotencyKey: "a" });
    expect(lab.sandbox().messages()).toMatchObject([{ body: CODE.body }]);
  });

  test.each<[string, (data: StoredMessage, other: StoredMessage) => StoredMessage]>([
    ["moved to another message", (data, other) => ({ ...data, sealed: other.sealed! })],
    ["sent to another number", (data) => ({ ...data, input: { ...data.input, to: "+12065550199" } })],
    ["under another idempotency key", (data) => ({ ...data, idempotencyKey: "b" })],
    ["changed", (data) => ({ ...data, sealed: { keyId: "new", box: flipped(data.sealed!.box) } })],
    ["cut off", (data) => ({ ...data, sealed: { keyId: "new", box: data.sealed!.box.slice(0, 8) } })],
    ["under another key's id", (data) => ({ ...data, sealed: { ...data.sealed!, keyId: "old" } })],
  ])("a body that was %s is not decrypted and not sent", async (_, change) => {
    const outbox = lab.outbox({ encryption: rotated });
    await outbox.enqueue({ ...CODE, body: "Your code is 111111" }, sensitive("other", HOUR_MS));
    await outbox.enqueue(CODE, sensitive("a"));
    const jobs = await jobsOf(outbox);
    const [job, other] = ["a", "other"].map((key) => jobs.find(({ data }) => data.idempotencyKey === key)!);
    await job!.updateData(change(job!.data, other!.data));
    const over = next(outbox, "not-sent");
    outbox.work();
    expect(await over).toMatchObject({ code: "outbox_body_unreadable" });
    expect(lab.sandbox().messages()).toEqual([]);
  });

  test("a retry reads the body again, and erase removes it", async () => {
    const sendo = lab.client(
      {},
      onSend(() => Promise.resolve(REFUSED)),
    );
    const outbox = lab.outbox({ sendo, encryption: rotated });
    const over = next(outbox, "not-sent");
    outbox.work();
    await outbox.enqueue(CODE, sensitive("a"));
    expect(await over).toMatchObject({ code: "connection_failed", attempts: 3 });
    expect((await outbox.erase({ to: CODE.to })).removed).toHaveLength(1);
    expect((await stored()).includes("sealed")).toBe(false);
  });

  test("invalid keys are rejected at startup", () => {
    const wrong = [
      { keys: {}, use: "a" },
      { keys: { a: OLD }, use: "b" },
      { keys: { a: OLD.subarray(1) }, use: "a" },
      { keys: { a: "short" }, use: "a" },
      { keys: { "": OLD, a: OLD }, use: "a" },
      { keys: { a: OLD }, use: "a", rotate: true },
      { keys: { a: OLD } },
    ];
    for (const encryption of wrong) {
      expect(() => lab.outbox({ encryption: encryption as never })).toThrow(
        expect.objectContaining({ code: "config_option_invalid" }) as Error,
      );
    }
  });
});

function flipped(box: string): string {
  const bytes = Buffer.from(box, "base64");
  bytes[20]! ^= 1;
  return bytes.toString("base64");
}
