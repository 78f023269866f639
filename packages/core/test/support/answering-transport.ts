import type { Transport, TransportRequest } from "../../src/index.js";

/** A transport whose every response is 200 with this JSON, and that keeps the requests. */
export function answeringTransport(json: unknown): Transport & { readonly requests: TransportRequest[] } {
  const requests: TransportRequest[] = [];
  return {
    requests,
    start(request) {
      requests.push(request);
      const response = { httpStatus: 200, headers: {}, body: JSON.stringify(json), complete: true };
      return { result: Promise.resolve({ response }), cancel: () => true };
    },
  };
}
