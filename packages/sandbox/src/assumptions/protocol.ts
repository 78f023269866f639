import { DOCUMENTED, UNTIL_SEEN, entry, type Assumption } from "./assumption.js";

/** @internal Protocol. */
export const PROTOCOL_ASSUMPTIONS: readonly Assumption[] = [
  entry("missing-key-401", "documented", "introduction", "A missing key returns 401, a wrong key 403.", {
    noOption: DOCUMENTED,
  }),
  entry(
    "other-scheme-401",
    "assumed",
    "introduction",
    "An Authorization header with another scheme counts as a missing key. Bearer may be written in any case.",
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
    "A rejected POST or PATCH has success: false next to error, since success is marked required. Responses that come before the endpoint (401, 403, 404, 405, 429) have only error.",
    { noOption: UNTIL_SEEN, questions: [1] },
  ),
  entry(
    "unknown-endpoint-404",
    "assumed",
    "introduction",
    "A path that does not exist returns 404. A wrong method on a path that exists returns 405 with Allow.",
    { noOption: UNTIL_SEEN, questions: [3] },
  ),
  entry(
    "bad-json-400",
    "assumed",
    "introduction",
    "Broken JSON, a body that is not an object, and a Content-Type other than application/json return 400. Unknown fields and parameters are ignored. null counts as not given.",
    { noOption: UNTIL_SEEN, questions: [3] },
  ),
  entry(
    "body-size-413",
    "assumed",
    "introduction",
    "A request body over 256 KiB returns 413. The largest legal send fits.",
    { noOption: UNTIL_SEEN },
  ),
  entry(
    "id-404-parameter-400",
    "assumed",
    "introduction",
    "An id in the path that does not exist returns 404. An id in the query or the body that does not exist is a bad parameter and returns 400. An id of another account does not exist.",
    { noOption: UNTIL_SEEN, questions: [7] },
  ),
  entry(
    "rate-window",
    "assumed",
    "introduction",
    "At most the limit in any period of one second, counted for each key (Sendo may count by account). What this rule admits, the other rules admit too. A 429 does not count; other errors of a known key do.",
    { option: "window", questions: [4] },
  ),
  entry(
    "rate-unknown-key",
    "assumed",
    "introduction",
    "A request without a known key is not counted. Its rate headers show a limit of which nothing is used.",
    { noOption: UNTIL_SEEN, questions: [4] },
  ),
  entry("rate-reset", "assumed", "introduction", "X-RateLimit-Reset is in whole epoch seconds.", {
    option: "resetFormat",
    questions: [4],
  }),
  entry("retry-after", "assumed", "introduction", "A 429 has no Retry-After.", {
    option: "retryAfter",
    questions: [4],
  }),
  entry(
    "plain-http-400",
    "assumed",
    "introduction",
    "Plain HTTP on the API's port returns 400 in plain HTTP, with what to do. Sendo's documents say only that it is not served.",
    { noOption: "A sandbox that served plain HTTP would hide a mistake that fails with Sendo.", questions: [5] },
  ),
  entry(
    "connection",
    "assumed",
    "introduction",
    "The API speaks HTTP/1.1 over TLS 1.2 or newer. Its certificate is self-signed.",
    { noOption: "Only HTTPS is documented." },
  ),
  entry(
    "query-plus",
    "assumed",
    "message/list",
    "A + in a query is decoded to a space, as HTML forms do: ?number=+1206... matches nothing, %2B1206... does. A number that no message has returns an empty list. If a parameter is repeated, the first counts.",
    { noOption: "What Sendo does with a bare + is not documented; encode it." },
  ),
  entry(
    "sandbox-headers",
    "assumed",
    "introduction",
    "Every response has X-Sandbox: true, and X-Sandbox-Fault if a fault decided it. Date follows the sandbox's clock.",
    { noOption: "Sendo documents no such headers, so no app should read them." },
  ),
  entry(
    "node-rejections",
    "assumed",
    "introduction",
    "Node's HTTP server itself rejects an Expect other than 100-continue (417), broken HTTP (400) and headers over 16 KiB (431). After a 400 and a 431 it closes the connection, and over TLS the 431 may be lost. A CONNECT closes the connection. These responses have no JSON and none of the headers, and the sandbox does not list the requests.",
    { noOption: "How Sendo rejects such requests is not documented." },
  ),
];
