import type { HttpRequestLike } from "../../src/http/http.js";
import type { SendoLogger } from "../../src/observe/logger.js";
import { VirtualClock } from "../../src/testing/virtual-clock.js";
import type { WebhookFailure, WebhookReceiverOptions } from "../../src/receiver/receiver-options.js";
import { createWebhookReceiver, type WebhookReceiver } from "../../src/receiver/receiver.js";

/** The token that the tests' deliveries carry. */
export const TOKEN = "k3Yw9TbQx27LmPz0";

/** A `message.incoming` event in the documented format. */
export function incoming(change: Record<string, unknown> = {}, message: Record<string, unknown> = {}) {
  return {
    id: "a7c1f3de-5b0a-4b53-8f65-1f0f9f5f7c21",
    type: "message.incoming",
    timestamp: "2024-05-02T17:10:03.118Z",
    message: {
      id: "c4d8c9d0-2f5b-4b0c-a6b3-6b9a3b1f8e77",
      type: "MMS",
      createdAt: "2024-05-02T17:10:02.640Z",
      sentAt: "2024-05-02T17:09:58.012Z",
      direction: "INBOUND",
      from: "+12065550142",
      to: "+14155550111",
      body: "On my way",
      status: "DELIVERED",
      errorCode: null,
      errorMessage: null,
      mediaUrls: ["https://media.example/photo.jpg"],
      ...message,
    },
    ...change,
  };
}

/** A `message.status` event in the form that we presume. */
export function status(
  statusName: unknown,
  change: Record<string, unknown> = {},
  message: Record<string, unknown> = {},
) {
  return {
    ...incoming(),
    id: `event-of-${String(statusName)}`,
    type: "message.status",
    message: { id: "0b6c1f52-6d0e-4a57-9c1c-2f7a90b3d4e1", direction: "OUTBOUND", status: statusName, ...message },
    ...change,
  };
}

/** A delivery with the right token; `body` is sent as it is. */
export function delivery(body: unknown, change: Partial<HttpRequestLike> = {}): HttpRequestLike {
  return { method: "POST", headers: { "x-webhook-token": TOKEN }, body, ...change };
}

/** One line that was logged. */
export interface LogLine {
  readonly level: string;
  readonly fields: Record<string, unknown>;
  readonly message: string;
}

/** What a test watches. */
export interface Bench {
  readonly receiver: WebhookReceiver;
  readonly clock: VirtualClock;
  readonly lines: LogLine[];
  readonly failures: { readonly error: Error; readonly failure: WebhookFailure }[];
}

/** A receiver whose log lines and failures can be looked at. */
export function bench(options: Partial<WebhookReceiverOptions> = {}): Bench {
  const clock = new VirtualClock();
  const lines: LogLine[] = [];
  const failures: Bench["failures"] = [];
  const write =
    (level: string): SendoLogger["warn"] =>
    (fields, message) =>
      void lines.push({ level, fields, message });
  const logger = { debug: write("debug"), info: write("info"), warn: write("warn"), error: write("error") };
  const receiver = createWebhookReceiver({
    tokens: TOKEN,
    on: {},
    clock,
    logger,
    onError: (error, failure) => void failures.push({ error, failure }),
    ...options,
  });
  return { receiver, clock, lines, failures };
}

/** A promise that is settled from outside. */
export function deferred<T = void>() {
  let resolve: (value: T) => void = () => {};
  let reject: (reason: unknown) => void = () => {};
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}

/** Lets everything happen that needs no timer. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
