// What examples of core take for granted, and examples of other packages beside their own context.
import type { ChallengeStore, CounterStore } from "@sendo/core/stores";
import type {
  DedupeStore,
  DedupeVerdict,
  IdempotencyStore,
  Message,
  MessageStatus,
  RateLimitStore,
  Sendo,
  WebhookReceiver,
} from "@sendo/core";
import type { ServerOptions } from "node:https";

export { default as https } from "node:https";
export { Redis } from "ioredis";
export { test } from "vitest";

// Of an app that sends
export declare const sendo: Sendo;
export declare const id: string;
export declare const message: Message;
export declare const error: unknown;
export declare function markForReview(reference: string | undefined): Promise<void>;

// Of an app that sends login codes
export declare const secret: string;

// Of an app that receives
export declare const req: {
  readonly method: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: unknown;
};
export declare const receiver: WebhookReceiver;
export declare const request: Request;
export declare const tls: ServerOptions;
export declare function saveReply(messageId: string, message: Message): Promise<void>;
export declare function saveStatus(messageId: string, status: MessageStatus | undefined): Promise<void>;

// Of somebody who writes a store
export declare const redis: {
  claim(key: string, owner: string, leaseMs: number): Promise<DedupeVerdict>;
  release(key: string, owner: string): Promise<void>;
  set(key: string, value: "done", unit: "PX", ttlMs: number): Promise<"OK">;
};
export declare const store: IdempotencyStore;
export declare const pool: object;
export declare function sqlChallengeStore(of: typeof pool): ChallengeStore;
export declare function sqlCounterStore(of: typeof pool): CounterStore;
export declare function sqlDedupeStore(of: typeof pool): DedupeStore;
export declare function sqlIdempotencyStore(of: typeof pool): IdempotencyStore;
export declare function sqlRateLimitStore(of: typeof pool): RateLimitStore;
export declare function passTime(ms: number): Promise<void>;
