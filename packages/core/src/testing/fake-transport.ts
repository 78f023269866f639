import type { Clock } from "../internal/clock.js";
import { isObject } from "../internal/is.js";
import type { AttemptResult, Transport, TransportAttempt, TransportRequest } from "../transport/transport.js";
import { countSegments } from "../sms/segments.js";
import { FakeAccount, FAKE_NUMBER, pageOf } from "./fake-account.js";

/** A simulated failure for one request. */
export type Fault =
  /** Nothing is sent. The request fails as if the client could not connect, and the client retries it as usual. */
  | { readonly kind: "not-sent" }
  /** The certificate is not trusted. */
  | { readonly kind: "certificate" }
  /** Sendo responds with this status and does nothing else. */
  | {
      readonly kind: "http";
      /** HTTP status of the response. */
      readonly httpStatus: number;
      /** The response's `error` string. */
      readonly error?: string | undefined;
      /** Additional response headers, such as `retry-after`. */
      readonly headers?: Readonly<Record<string, string>> | undefined;
    }
  /** Sendo responds with 200 and `success: false`. */
  | {
      readonly kind: "rejected";
      /** The response's `error` string. */
      readonly error?: string | undefined;
    }
  /** Sendo accepts the message, but the client does not get a readable response, so the outcome is unknown. */
  | {
      readonly kind: "accepted-then";
      /** The fault: a broken connection, no response, a truncated response, a 500, or a redirect. */
      readonly then: "reset" | "hang" | "cut-body" | "server-error" | "redirect";
    };

/** A message that the fake has accepted. */
export interface SentText {
  /** Message id, as returned by `send`. */
  readonly id: string;
  /** Id of the message's campaign. */
  readonly campaign: string;
  /** Recipient's phone number. */
  readonly to: string;
  /** The message body. */
  readonly body: string;
  /** Sending number, if the call or the client specified one. */
  readonly from?: string;
  /** The media URLs, for an MMS. */
  readonly mediaUrls?: readonly string[];
  /** Metadata as sent, including the reference in `sendo_ref`. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/**
 * In-memory implementation of Sendo's thirteen endpoints. Sent messages and created objects can be read and listed. Any other
 * route returns 404.
 */
export class FakeTransport implements Transport {
  readonly sent: SentText[] = [];
  readonly faults: Fault[] = [];
  /** Number of requests made, including rejected ones. */
  requests = 0;
  onSent: (() => void) | undefined;
  readonly #clock: Clock;
  readonly #account: FakeAccount;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#account = new FakeAccount(() => this.#now());
  }

  reset(): void {
    this.sent.length = 0;
    this.faults.length = 0;
    this.requests = 0;
    this.#account.reset();
  }

  start(request: TransportRequest): TransportAttempt {
    const fault = this.faults.shift();
    if (fault?.kind === "not-sent" || fault?.kind === "certificate") {
      const certificate = fault.kind === "certificate";
      return ended({ failure: { dispatched: false, certificate, cause: { name: "Error", code: "FAKE_NOT_SENT" } } });
    }
    this.requests += 1;
    if (fault === undefined) return ended(this.#respond(request));
    if (fault.kind === "http")
      return ended(json(fault.httpStatus, { error: fault.error ?? "simulated by fakeSendo" }, fault.headers));
    if (fault.kind === "rejected")
      return ended(json(200, { success: false, error: fault.error ?? "simulated by fakeSendo" }));
    this.#respond(request);
    return LOST_RESPONSES[fault.then]();
  }

  #respond({ method, url, body }: TransportRequest): AttemptResult {
    const route = `${method} ${url.pathname}`;
    const parsed: unknown = JSON.parse(body ?? "{}");
    const fields = isObject(parsed) ? parsed : {};
    if (route === "POST /v1/message/send") return this.#send(fields as unknown as Omit<SentText, "id">);
    if (route === "GET /v1/message/list") return this.#list(url.searchParams);
    const message =
      method === "GET" && this.sent.find(({ id }) => url.pathname === `/v1/message/${encodeURIComponent(id)}`);
    if (message) return json(200, { message: this.#asMessage(message) });
    const response = this.#account.answer(method, url.pathname, url.searchParams, fields);
    if (response !== undefined) return json(response.httpStatus, response.body);
    return json(404, { error: "simulated by fakeSendo: Sendo does not document this endpoint" });
  }

  #send(message: Omit<SentText, "id">): AttemptResult {
    const id = `fake-${this.sent.length + 1}`;
    this.sent.push({ id, ...message });
    this.onSent?.();
    return json(200, { success: true, id });
  }

  #list(query: URLSearchParams): AttemptResult {
    const number = query.get("number");
    const found = this.sent
      .filter(({ campaign }) => campaign === query.get("campaign"))
      .filter(({ to, from }) => number === null || number === to || number === from)
      .filter(() => query.get("direction") !== "INBOUND");
    return json(200, { messages: pageOf(found, query).map((message) => this.#asMessage(message)) });
  }

  #now(): string {
    return new Date(this.#clock.epochMs()).toISOString();
  }

  // The result has the same fields as the documented `message/retrieve` example.
  #asMessage({ id, campaign, from = FAKE_NUMBER, to, body, mediaUrls, metadata }: SentText): Record<string, unknown> {
    const now = this.#now();
    const media = mediaUrls !== undefined && mediaUrls.length > 0;
    return {
      id,
      type: media ? "MMS" : "SMS",
      createdAt: now,
      sentAt: now,
      updatedAt: now,
      direction: "OUTBOUND",
      from,
      to,
      body,
      ...(media && { mediaUrls }),
      numSegments: countSegments(body, { hasMedia: media }).segments,
      campaignId: campaign,
      ...(metadata && { metadata }),
      status: "SENT",
    };
  }
}

const LOST_RESPONSES: Record<Extract<Fault, { kind: "accepted-then" }>["then"], () => TransportAttempt> = {
  reset: () => ended({ failure: { dispatched: true, cause: { name: "Error", code: "ECONNRESET" } } }),
  hang: () => ({ result: new Promise(() => {}), cancel: () => true }),
  "cut-body": () => ended({ response: { httpStatus: 200, headers: {}, body: '{"success":true,"i', complete: false } }),
  "server-error": () => ended(json(500, { error: "simulated by fakeSendo" })),
  redirect: () =>
    ended({
      response: { httpStatus: 307, headers: { location: "https://elsewhere.example/" }, body: "", complete: true },
    }),
};

function ended(result: AttemptResult): TransportAttempt {
  return { result: Promise.resolve(result), cancel: () => result.failure?.dispatched !== false };
}

function json(httpStatus: number, body: unknown, headers: Readonly<Record<string, string>> = {}): AttemptResult {
  return { response: { httpStatus, headers, body: JSON.stringify(body), complete: true } };
}
