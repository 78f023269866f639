import { DOCUMENTED, UNTIL_SEEN, entry, type Assumption } from "./assumption.js";

/** @internal Protocol. */
export const PROTOCOL_ASSUMPTIONS: readonly Assumption[] = [
  entry("missing-key-401", "documented", "introduction", "A missing key answers 401, a wrong key 403.", {
    noOption: DOCUMENTED,
  }),
  entry(
    "other-scheme-401",
    "assumed",
    "introduction",
    "An Authorization header of another scheme counts as a missing key.",
    { noOption: UNTIL_SEEN, questions: [2] },
  ),
  entry("error-body", "documented", "message/send and others", 'A failed call has the body { "error": string }.', {
    noOption: DOCUMENTED,
    questions: [1],
  }),
  entry(
    "failed-write-body",
    "assumed",
    "message/send",
    "A refused POST or PATCH has success: false beside error, since success is marked required; answers that come before the endpoint (401, 403, 404, 405, 429) have error only.",
    { noOption: UNTIL_SEEN, questions: [1] },
  ),
  entry(
    "unknown-endpoint-404",
    "assumed",
    "introduction",
    "A path that does not exist answers 404; a wrong method on one that does, 405 with Allow.",
    { noOption: UNTIL_SEEN, questions: [3] },
  ),
  entry(
    "bad-json-400",
    "assumed",
    "introduction",
    "Broken JSON, a body that is no object, and another Content-Type than application/json answer 400; unknown fields are ignored; null counts as not given.",
    { noOption: UNTIL_SEEN, questions: [3] },
  ),
  entry(
    "body-size-413",
    "assumed",
    "introduction",
    "A request body over 256 KiB answers 413. The largest legal send fits.",
    { noOption: UNTIL_SEEN },
  ),
  entry(
    "id-404-parameter-400",
    "assumed",
    "introduction",
    "An id in the path that does not exist answers 404; one in the query or body is a bad parameter, 400.",
    { noOption: UNTIL_SEEN, questions: [7] },
  ),
  entry(
    "rate-window",
    "assumed",
    "introduction",
    "At most the limit in any second whatever, counted for each key (Sendo may count by account); refused requests do not count.",
    { option: "window", test: "test/api/gate.test.ts", questions: [4] },
  ),
  entry("rate-reset", "assumed", "introduction", "X-RateLimit-Reset is in whole epoch seconds.", {
    option: "resetFormat",
    test: "test/api/gate.test.ts",
    questions: [4],
  }),
  entry("retry-after", "assumed", "introduction", "A 429 has no Retry-After.", {
    option: "retryAfter",
    test: "test/api/gate.test.ts",
    questions: [4],
  }),
  entry(
    "plain-http-400",
    "assumed",
    "introduction",
    "Plain HTTP on the API's port answers 400 in plain HTTP, with what to do; Sendo is said not to serve it.",
    { noOption: "A sandbox that served it would hide the one mistake that Sendo cannot forgive.", questions: [5] },
  ),
  entry(
    "query-plus",
    "assumed",
    "message/list",
    "A + in a query is decoded to a space, as HTML forms do: ?number=+1206... matches nothing, %2B1206... does. A number that no message has gives an empty list. Of a repeated parameter the first counts.",
    { noOption: "What Sendo does with a bare + is not documented; encode it." },
  ),
  entry(
    "sandbox-headers",
    "assumed",
    "introduction",
    "Every response has X-Sandbox: true, one that a fault decided X-Sandbox-Fault, and Date is the sandbox's clock.",
    { noOption: "Sendo has no such headers, so no app should read them." },
  ),
  entry(
    "node-rejections",
    "assumed",
    "introduction",
    "Node's HTTP server itself rejects what it cannot take: headers over 16 KiB with 431 or a closed connection, an Expect other than 100-continue with 417, broken HTTP with 400. These have no JSON body and none of the headers.",
    { noOption: "How Sendo rejects such requests is not documented." },
  ),
];
