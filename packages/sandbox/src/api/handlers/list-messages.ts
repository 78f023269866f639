import { toMessage } from "../../engine/message-record.js";
import { badParameter } from "../refusal.js";
import { page } from "../paging.js";
import type { ApiHandler } from "../route.js";

/** GET /v1/message/list: the messages of a campaign, newest first. */
export const listMessages: ApiHandler = ({ account, query }, { assume }) => {
  const campaign = query.get("campaign") ?? "";
  if (campaign === "") throw badParameter('"campaign" is required.');
  if (!account.campaigns.has(campaign)) throw badParameter('"campaign" is not a campaign of this account.');
  const direction = query.get("direction");
  if (direction !== null && direction !== "INBOUND" && direction !== "OUTBOUND") {
    throw badParameter('"direction" must be INBOUND or OUTBOUND.');
  }
  const number = query.get("number");
  const found = account
    .messages()
    .filter((record) => record.campaignId === campaign)
    .filter((record) => direction === null || record.direction === direction)
    .filter((record) => number === null || record.from === number || record.to === number)
    .reverse();
  return { messages: page(found, query).map((record) => toMessage(record, assume.errorCode)) };
};
