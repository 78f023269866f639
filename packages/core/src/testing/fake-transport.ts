import type { Clock } from "../internal/clock.js";
import { isObject } from "../internal/is.js";
import type { AttemptResult, Transport, TransportAttempt, TransportRequest } from "../transport/transport.js";
import { countSegments } from "../sms/segments.js";
import { FakeAccount, FAKE_NUMBER, pageOf } from "./fake-account.js";

/** What happens to one request instead of an answer. */
export type Fault =
  /** Nothing leaves: as when no connection can be made. Repeated by the client like the real thing. */
  | { readonly kind: "not-sent" }
  /** The certificate is not accepted. */
  | { readonly kind: "certificate" }
  /** Sendo answers with this status, and has done nothing. */
  | {
      readonly kind: "http";
      /** The status that it answers. */
      readonly httpStatus: number;
      /** The response's `error` string. */
      readonly error?: string | undefined;
      /** Further headers of the answer, such as `retry-after`. */
      readonly headers?: Readonly<Record<string, string>> | undefined;
    }
  /** Sendo answers 200 with `success: false`. */
  | {
      readonly kind: "rejected";
      /** The response's `error` string. */
      readonly error?: string | undefined;
    }
  /** Sendo accepts the message, and the answer never arrives as one: what makes an outcome unknown. */
  | {
      readonly kind: "accepted-then";
      /** A connection that breaks, an answer that never comes or comes in part, a 500, or a redirect. */
      readonly then: "reset" | "hang" | "cut-body" | "server-error" | "redirect";
    };

/** A message that the fake has accepted. */
export interface SentText {
  /** Its id, as `send` returned it. */
  readonly id: string;
  /** Campaign that it was sent from. */
  readonly campaign: string;
  /** Recipient. */
  readonly to: string;
  /** The message body. */
  readonly body: string;
  /** Sending number, where the call or the client named one. */
  readonly from?: string;
  /** Media, of an MMS. */
  readonly mediaUrls?: readonly string[];
  /** Pairs as they were sent, the reference in `sendo_ref` included. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/** Sendo's thirteen endpoints in memory: what is sent or created can be read and listed again. Anything else is a 404. */
export class FakeTransport implements Transport {
  readonly sent: SentText[] = [];
  readonly faults: Fault[] = [];
  /** Requests that have left, rejected ones included. */
  requests = 0;
  onSent: (() => void) | undefined;
  readonly #clock: Clock;
  readonly #account: FakeAccount;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#account = new FakeAccount(() => this.#now());
  }

  /** Forgets what was sent and created, and faults that have not happened. */
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
    if (fault === undefined) return ended(this.#answer(request));
    if (fault.kind === "http")
      return ended(json(fault.httpStatus, { error: fault.error ?? "made up by fakeSendo" }, fault.headers));
    if (fault.kind === "rejected")
      return ended(json(200, { success: false, error: fault.error ?? "made up by fakeSendo" }));
    this.#answer(request);
    return LOST_ANSWERS[fault.then]();
  }

  #answer({ method, url, body }: TransportRequest): AttemptResult {
    const route = `${method} ${url.pathname}`;
    const parsed: unknown = JSON.parse(body ?? "{}");
    const fields = isObject(parsed) ? parsed : {};
    if (route === "POST /v1/message/send") return this.#send(fields as unknown as Omit<SentText, "id">);
    if (route === "GET /v1/message/list") return this.#list(url.searchParams);
    const message =
      method === "GET" && this.sent.find(({ id }) => url.pathname === `/v1/message/${encodeURIComponent(id)}`);
    if (message) return json(200, { message: this.#asMessage(message) });
    const answer = this.#account.answer(method, url.pathname, url.searchParams, fields);
    if (answer !== undefined) return json(answer.httpStatus, answer.body);
    return json(404, { error: "made up by fakeSendo: Sendo documents no such endpoint" });
  }

  #send(text: Omit<SentText, "id">): AttemptResult {
    const id = `fake-${this.sent.length + 1}`;
    this.sent.push({ id, ...text });
    this.onSent?.();
    return json(200, { success: true, id });
  }

  #list(query: URLSearchParams): AttemptResult {
    const number = query.get("number");
    const found = this.sent
      .filter(({ campaign }) => campaign === query.get("campaign"))
      .filter(({ to, from }) => number === null || number === to || number === from)
      .filter(() => query.get("direction") !== "INBOUND");
    return json(200, { messages: pageOf(found, query).map((text) => this.#asMessage(text)) });
  }

  #now(): string {
    return new Date(this.#clock.epochMs()).toISOString();
  }

  // In the form of the documented example of message/retrieve.
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

const LOST_ANSWERS: Record<Extract<Fault, { kind: "accepted-then" }>["then"], () => TransportAttempt> = {
  reset: () => ended({ failure: { dispatched: true, cause: { name: "Error", code: "ECONNRESET" } } }),
  hang: () => ({ result: new Promise(() => {}), cancel: () => true }),
  "cut-body": () => ended({ response: { httpStatus: 200, headers: {}, body: '{"success":true,"i', complete: false } }),
  "server-error": () => ended(json(500, { error: "made up by fakeSendo" })),
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
