export { BodyTooLargeError, type HttpReply, type HttpRequestLike } from "./http.js";
export { readNodeBody } from "./read-node-body.js";
export { errorReply, type ErrorReplyOptions } from "./error-reply.js";
