import { subscribe, unsubscribe } from "node:diagnostics_channel";
import {
  createWebhookReceiver,
  isSendoError,
  type DedupeStore,
  type IdempotencyStore,
  type SendoDiagnostics,
  type SendoOptions,
} from "@sendo/core";
import { errorReply } from "@sendo/core/adapter";
import { fakeSendo, TEST_WEBHOOK_TOKEN, webhookEvent } from "@sendo/core/testing";
import { classify, type AttemptEnd, type FailureReason } from "../../../../packages/core/src/call/classify.js";
import { createError } from "../../../../packages/core/src/errors/create-error.js";
import type { Outcome, SendoErrorCode } from "../../../../packages/core/src/errors/error-codes.js";

/** What can be observed of one error code. */
export interface ErrorFacts {
  /** Each outcome of a write, or `none`, and the status of an app's reply to that error. */
  readonly replies: Map<Outcome | "none", number>;
  /** Statuses of Sendo's response that lead to this code. */
  readonly sendoStatuses: Set<number>;
}

const REASONS: Readonly<Record<FailureReason, true>> = {
  connection: true,
  certificate: true,
  attempt_timeout: true,
  queue_full: true,
  queue_timeout: true,
  aborted: true,
  deadline_exceeded: true,
  client_closed: true,
};
/** These end a call before its request is dispatched. */
const BEFORE_DISPATCH = new Set(["certificate", "queue_full", "queue_timeout"]);
const BODIES = ['{"error":"No"}', '{"success":false}', '{"success":true}', "cut off"];
const STATUSES = Array.from({ length: 400 }, (_, index) => 200 + index);

/** Runs the classifier, client and receiver through every failure that they distinguish, and records what becomes of each. */
export async function playErrors(): Promise<ReadonlyMap<string, ErrorFacts>> {
  const facts = new Map<string, ErrorFacts>();
  const factsOf = (code: string): ErrorFacts => {
    if (!facts.has(code)) facts.set(code, { replies: new Map(), sendoStatuses: new Set() });
    return facts.get(code)!;
  };
  const record = (error: unknown): void => {
    if (!isSendoError(error)) throw error;
    factsOf(error.code).replies.set(error.outcome ?? "none", errorReply(error)!.httpStatus);
  };
  for (const { end, httpStatus } of attemptEnds()) {
    const { code, outcome, retryable } = classify({ kind: "write", extract: () => undefined }, end);
    record(createError({ code: code!, outcome, retryable }));
    if (httpStatus !== undefined) factsOf(code!).sendoStatuses.add(httpStatus);
  }
  for (const options of FAILING_CLIENTS) record(await failureOf(options));
  for (const [code, status] of await playWebhooks()) factsOf(code).replies.set("none", status);
  return facts;
}

function* attemptEnds(): Generator<{ readonly end: AttemptEnd; readonly httpStatus?: number }> {
  for (const httpStatus of STATUSES) {
    for (const body of BODIES) {
      yield { end: { kind: "response", response: { httpStatus, headers: {}, body, complete: true } }, httpStatus };
    }
  }
  for (const reason of Object.keys(REASONS) as FailureReason[]) {
    yield { end: { kind: "failure", reason, dispatched: false } };
    if (!BEFORE_DISPATCH.has(reason)) yield { end: { kind: "failure", reason, dispatched: true } };
  }
}

const fail = (): never => {
  throw new Error("failed");
};
const storeThatClaims = (claim: IdempotencyStore["claim"]): Partial<SendoOptions> => ({
  idempotency: {
    isVolatile: true,
    claim,
    extend: () => Promise.resolve(),
    dispatch: () => Promise.resolve(true),
    accept: () => Promise.resolve(),
    release: () => Promise.resolve(),
  },
});

/** Clients whose first send fails for a reason that no response gives. */
const FAILING_CLIENTS: readonly Partial<SendoOptions>[] = [
  { campaign: "" },
  { apiKey: fail },
  { attemptHeaders: fail },
  { guard: { check: () => ({ allowed: false, reason: "country_not_allowed" }) } },
  { guard: { check: fail } },
  storeThatClaims(() => Promise.resolve({ state: "busy" })),
  storeThatClaims(() => Promise.resolve({ state: "reused" })),
  storeThatClaims(fail),
  storeThatClaims(() => Promise.resolve({ state: "in-doubt", reference: "r", dispatchedEpochMs: 0 })),
];

async function failureOf({ campaign, ...options }: Partial<SendoOptions>): Promise<unknown> {
  const { client } = fakeSendo(options);
  const message = { to: campaign === "" ? "not a number" : "+12065550142", body: "Your table is ready" };
  const call = options.idempotency === undefined ? {} : { idempotencyKey: "order-1007" };
  return client.messages.send(message, call).then(
    () => fail(),
    (error: unknown) => error,
  );
}

/** The status of the receiver's response to each kind of delivery that fails. */
async function playWebhooks(): Promise<ReadonlyMap<string, number>> {
  const seen = new Map<string, number>();
  const headers = { "x-webhook-token": TEST_WEBHOOK_TOKEN };
  const failed = (): Promise<never> => Promise.reject(new Error("failed"));
  const play = async (dedupe: DedupeStore | false, delivery: RequestInit): Promise<void> => {
    let failure: string | undefined;
    const receiver = createWebhookReceiver({
      tokens: TEST_WEBHOOK_TOKEN,
      maxBodyBytes: 2_000,
      dedupe,
      onError: ({ code }) => void (failure = code),
      on: { "message.incoming": fail },
    });
    const { status } = await receiver.fetch(
      new Request("https://app.example/", { method: "POST", headers, ...delivery }),
    );
    if (failure !== undefined) seen.set(failure, status);
  };
  const hear = (event: unknown): void => {
    const { code, httpStatus } = event as SendoDiagnostics["sendo:webhook-rejected"];
    seen.set(code, httpStatus);
  };
  subscribe("sendo:webhook-rejected", hear);
  await play(false, { method: "GET" });
  await play(false, { headers: {} });
  await play(false, { headers: { "x-webhook-token": "other" } });
  await play(false, { body: JSON.stringify({ type: "x".repeat(3_000) }) });
  await play(false, { body: "[]" });
  await play(false, { body: JSON.stringify(webhookEvent("message.incoming")) });
  const brokenStore: DedupeStore = { claim: failed, done: failed, release: failed };
  await play(brokenStore, { body: JSON.stringify(webhookEvent("message.incoming")) });
  unsubscribe("sendo:webhook-rejected", hear);
  return seen;
}

/** The name of the class that errors with this code have. */
export function classOf(code: SendoErrorCode): string {
  if (code === "invalid_input") return "SendoValidationError";
  return code.startsWith("webhook_") ? "SendoWebhookError" : createError({ code }).name;
}
