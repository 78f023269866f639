import { DOCUMENTED, UNTIL_SEEN, entry, type Assumption } from "./assumption.js";

export const PROTOCOL_ASSUMPTIONS: readonly Assumption[] = [
  entry(
    "missing-key-401",
    "documented",
    "introduction",
    "A request without a key returns 401, and a request with an invalid key returns 403.",
    {
      noOption: DOCUMENTED,
    },
  ),
  entry(
    "other-scheme-401",
    "assumed",
    "introduction",
    "An Authorization header with another scheme counts as a missing key. The Bearer scheme is not case-sensitive.",
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
    "A rejected POST or PATCH returns `success: false` along with `error`, because `success` is marked as required. Responses sent before the endpoint runs (401, 403, 404, 405, 429) contain only `error`.",
    { noOption: UNTIL_SEEN, questions: [1] },
  ),
  entry(
    "unknown-endpoint-404",
    "assumed",
    "introduction",
    "A request to a path that does not exist returns 404. A request to an existing path with an unsupported method returns 405 with an Allow header.",
    { noOption: UNTIL_SEEN, questions: [3] },
  ),
  entry(
    "bad-json-400",
    "assumed",
    "introduction",
    "A request with malformed JSON, a body that is not an object, or a Content-Type other than application/json returns 400. Unknown fields and parameters are ignored, and null is treated as an omitted value.",
    { noOption: UNTIL_SEEN, questions: [3] },
  ),
  entry(
    "body-size-413",
    "assumed",
    "introduction",
    "A request with a body over 256 KiB returns 413. The largest valid send request is below this limit.",
    { noOption: UNTIL_SEEN },
  ),
  entry(
    "id-404-parameter-400",
    "assumed",
    "introduction",
    "A request with an unknown id in its path returns 404. An unknown id in the query or the body counts as a bad parameter, so the request returns 400. An id from another account counts as unknown.",
    { noOption: UNTIL_SEEN, questions: [7] },
  ),
  entry(
    "rate-window",
    "assumed",
    "introduction",
    "For each key, the number of requests admitted in any one-second period never exceeds the limit. Sendo might count requests per account instead. This rule is the strictest. Every request that it admits is also admitted by the other rules. Requests rejected with 429 are not counted. Requests with a known key are counted, even if they fail with another error.",
    { option: "window", questions: [4] },
  ),
  entry(
    "rate-unknown-key",
    "assumed",
    "introduction",
    "Requests without a known key are not counted. Their rate limit headers show the full limit as remaining.",
    { noOption: UNTIL_SEEN, questions: [4] },
  ),
  entry("rate-reset", "assumed", "introduction", "X-RateLimit-Reset is a Unix time in whole seconds.", {
    option: "resetFormat",
    questions: [4],
  }),
  entry("retry-after", "assumed", "introduction", "A 429 response has no Retry-After header.", {
    option: "retryAfter",
    questions: [4],
  }),
  entry(
    "plain-http-400",
    "assumed",
    "introduction",
    "A plain HTTP request to the API's port gets a 400 response with instructions. Sendo's documentation says only that plain HTTP is not served.",
    {
      noOption: "If the sandbox served plain HTTP, it would hide a mistake that makes requests to Sendo fail.",
      questions: [5],
    },
  ),
  entry(
    "connection",
    "assumed",
    "introduction",
    "The API speaks HTTP/1.1 over TLS 1.2 or newer. Its certificate is self-signed.",
    { noOption: "Sendo documents only HTTPS." },
  ),
  entry(
    "query-plus",
    "assumed",
    "message/list",
    "A + in a query is decoded as a space, as in HTML forms. ?number=+1206... therefore matches nothing. Use ?number=%2B1206... instead. The list is empty for a number without messages. If a parameter is repeated, the first value is used.",
    { noOption: "Sendo does not document how it decodes a bare +. Encode it." },
  ),
  entry(
    "sandbox-headers",
    "assumed",
    "introduction",
    "Every response has X-Sandbox: true. A response caused by a fault also has an X-Sandbox-Fault header. The Date header follows the sandbox's clock.",
    { noOption: "Sendo does not document the X-Sandbox headers, so apps should not read them." },
  ),
  entry(
    "node-rejections",
    "assumed",
    "introduction",
    "Node's HTTP server returns 417 for an Expect header other than 100-continue, 400 for malformed HTTP, and 431 for headers over 16 KiB. After a 400 or 431 response, the server closes the connection. Over TLS, the 431 response might not reach the client. A CONNECT request closes the connection. These responses have no JSON body and none of the API's headers. The sandbox does not list the requests that cause them.",
    { noOption: "Sendo does not document how it rejects such requests." },
  ),
];
