/** One HTTP request, ready to send. It contains the API key, so never log it. */
export interface TransportRequest {
  /** HTTP method. All methods except GET are writes. */
  readonly method: "GET" | "POST" | "PATCH";
  /** URL, always `https:`. Other requests use the same object, so do not change it. */
  readonly url: URL;
  /** Headers with lowercase names, including `authorization`. */
  readonly headers: Readonly<Record<string, string>>;
  /** JSON body. Absent for a GET. */
  readonly body?: string;
  /**
   * The last step before any part of the request can be sent. Absent if the request has no such step, or if the
   * transport does not set {@link Transport.callsBeforeDispatch}. If it rejects, the transport sends nothing and
   * ends the attempt with `dispatched: false`.
   */
  readonly beforeDispatch?: (() => Promise<void>) | undefined;
}

/** A server's response. */
export interface TransportResponse {
  /** HTTP status. */
  readonly httpStatus: number;
  /** Headers with lowercase names. Repeated headers are joined with `, `. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The part of the body that arrived. */
  readonly body: string;
  /** Whether the whole body arrived. A status line alone can prove that a request was rejected, but never that it succeeded. */
  readonly complete: boolean;
}

/** Reason why an attempt has no response. */
export interface TransportFailure {
  /**
   * Whether any part of the request may have been sent. `false` guarantees that nothing has been sent and nothing will
   * be. Return `true` if you are not certain.
   */
  readonly dispatched: boolean;
  /** Whether the attempt failed because the server's certificate is not trusted. Such an attempt is not retried. */
  readonly certificate?: boolean;
  /** The underlying error. Only its `name`, `code` and `syscall` are kept. */
  readonly cause?: unknown;
}

/** Result of an attempt. */
export type AttemptResult =
  | {
      /** The response, with at least a status line. */
      readonly response: TransportResponse;
      readonly failure?: undefined;
    }
  | {
      /** Reason why no response arrived. */
      readonly failure: TransportFailure;
      readonly response?: undefined;
    };

/** One attempt in progress. */
export interface TransportAttempt {
  /** Resolves once the attempt has ended. Never rejects. It does not have to settle after `cancel()`. */
  readonly result: Promise<AttemptResult>;
  /**
   * Ends the attempt immediately. Returns `false` only if it is certain that nothing has been sent and nothing will be.
   * Otherwise, returns `true`.
   */
  cancel(): boolean;
  /**
   * Returns the part of the response that has arrived, or `undefined` if its status is not known yet. Called if the
   * attempt is ended before its response is complete. If the status line shows that a write was rejected, the outcome
   * is known even without a body. If this method is missing and the response to a rejected write is incomplete, the
   * write's outcome is `unknown`.
   */
  answerSoFar?(): TransportResponse | undefined;
  /**
   * Whether any part of the request might have been sent. Called after a timer has fired late. If the request was
   * dispatched, its response might already be waiting in the socket, so the client first processes pending I/O. If
   * nothing was dispatched, or this method is missing, the client ends the attempt immediately.
   */
  isDispatched?(): boolean;
}

/**
 * Makes HTTP requests. The default is {@link HttpsTransport}. Pass your own transport to use another HTTP client or
 * to replace the network in tests. It must make exactly one request per `start`, and must not follow redirects or retry.
 */
export interface Transport {
  /**
   * Whether the transport itself calls {@link TransportRequest.beforeDispatch} as soon as its connection is ready.
   * Otherwise, the client calls `beforeDispatch` before `start`. In that case, a message counts as possibly sent even before the
   * connection is open.
   *
   * @defaultValue `false`
   */
  readonly callsBeforeDispatch?: boolean | undefined;
  /** Starts one attempt synchronously. */
  start(request: TransportRequest): TransportAttempt;
  /**
   * Opens connections for upcoming requests to this URL, up to a total of `count` connections. The client
   * calls this method while calls are waiting for a rate limit shared by several processes. It must not throw.
   */
  connectAhead?(url: URL, count: number): void;
  /**
   * Closes pooled connections. The code that creates the transport must call this method. A client closes only a
   * transport that it created itself.
   */
  close?(): void;
}
