import { listMessages } from "./handlers/list-messages.js";
import { retrieveMessage } from "./handlers/retrieve-message.js";
import { sendMessage } from "./handlers/send-message.js";
import type { ApiRoute } from "./route.js";

/** The documented endpoints. */
export const ROUTES: readonly ApiRoute[] = [
  { method: "POST", path: "/v1/message/send", handler: sendMessage },
  { method: "GET", path: "/v1/message/list", handler: listMessages },
  { method: "GET", path: "/v1/message/{id}", handler: retrieveMessage },
];
