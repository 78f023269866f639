import { toMessage } from "../../engine/message-record.js";
import { Refusal } from "../refusal.js";
import type { ApiHandler } from "../route.js";

/** GET /v1/message/{id} */
export const retrieveMessage: ApiHandler = ({ account, id }, { assume }) => {
  const record = account.message(id);
  if (record === undefined) throw new Refusal(404, "No message has this id.");
  return { message: toMessage(record, assume.errorCode) };
};
