/** One HTTP request, ready to go. It carries the API key: never log it. */
export interface TransportRequest {
  /** How it is asked. All but GET are writes. */
  readonly method: "GET" | "POST" | "PATCH";
  /** Always `https:`. Other requests use the same object: do not change it. */
  readonly url: URL;
  /** Lower-case names, `authorization` included. */
  readonly headers: Readonly<Record<string, string>>;
  /** JSON; absent on a GET. */
  readonly body?: string;
  /**
   * Only for a transport with {@link Transport.callsBeforeDispatch}, and only for some requests: the last step before any byte of the
   * request may leave. When it rejects, the transport sends nothing and ends the attempt with `dispatched: false`.
   */
  readonly beforeDispatch?: (() => Promise<void>) | undefined;
}

/** What a server answered. */
export interface TransportResponse {
  /** The status line. */
  readonly httpStatus: number;
  /** Lower-case names. A repeated header is joined by `, `. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The body as a string: as much of it as arrived. */
  readonly body: string;
  /** Whether the whole body arrived. A status line alone can already prove a rejection, but never a success. */
  readonly complete: boolean;
}

/** Why an attempt has no answer. */
export interface TransportFailure {
  /**
   * Whether any byte of the request may have left this process. `false` is a promise: none has, and none will. Say
   * `true` wherever you are not certain.
   */
  readonly dispatched: boolean;
  /** Whether the server's certificate was the reason. Such an attempt is not repeated. */
  readonly certificate?: boolean;
  /** The error below, for its `name`, `code` and `syscall`; nothing else of it is kept. */
  readonly cause?: unknown;
}

/** How an attempt ended. */
export type AttemptResult =
  | {
      /** What came back: a status line at least. */
      readonly response: TransportResponse;
      readonly failure?: undefined;
    }
  | {
      /** Why nothing came back. */
      readonly failure: TransportFailure;
      readonly response?: undefined;
    };

/** One attempt under way. */
export interface TransportAttempt {
  /** Resolves when the attempt has ended by itself. Never rejects; need not settle after `cancel()`. */
  readonly result: Promise<AttemptResult>;
  /**
   * Ends the attempt at once. When it returns `false`, no byte of the request has left this process and none will;
   * `true` means that some may have.
   */
  cancel(): boolean;
  /**
   * What has arrived of the answer, its status line at least; `undefined` before that. Asked for when the attempt is ended
   * before its answer is whole: a status line that rejects settles a write, whatever becomes of the body. Without this method
   * such a write ends as `unknown`.
   */
  answerSoFar?(): TransportResponse | undefined;
  /**
   * Whether some byte of the request may have left by now. It is called when a timer has fired late: a dispatched attempt then gets the
   * response that waits in its socket. An attempt that is not dispatched, and every attempt without this method, is ended immediately.
   */
  isDispatched?(): boolean;
}

/**
 * How requests travel. The default is {@link HttpsTransport}; pass your own to go through something else, or to test.
 * It must make exactly one request for each `start`, follow no redirect, and repeat nothing: all of that is decided
 * above it.
 */
export interface Transport {
  /**
   * Whether it calls {@link TransportRequest.beforeDispatch} itself, once its connection is ready. Otherwise the client does that step
   * before `start`: then a message counts as possibly sent from before the connection is opened.
   *
   * @defaultValue `false`
   */
  readonly callsBeforeDispatch?: boolean | undefined;
  /** Starts one attempt, synchronously. */
  start(request: TransportRequest): TransportAttempt;
  /** Closes pooled connections. For whoever made the transport: a client closes only what it has opened itself. */
  close?(): void;
}
