import type { Account } from "../../engine/account.js";
import type { Send } from "../../engine/engine.js";
import { toMessage } from "../../engine/message-record.js";
import { checkPhone, optionalString, requiredString, type Fields } from "../fields.js";
import { checkLocalMedia } from "../local-media.js";
import { readMediaUrls } from "../media.js";
import { readMetadata } from "../metadata.js";
import { page } from "../paging.js";
import { badParameter, ApiError } from "../api-error.js";
import type { ApiHandler } from "../route.js";

// The documented maximum, counted in UTF-16 code units. A body never has fewer code units than characters.
const MAX_BODY = 1500;
const MAX_MMS_BODY = 1499; // Sendo's kb/segments page says fewer than 1500.

/** POST /v1/message/send. Delivery continues after the response is sent. */
export const sendMessage: ApiHandler = async ({ account, fields }, { assume, engine }) => {
  const send = readSend(account, fields);
  if (assume.localMedia && send.mediaUrls.length > 0) await checkLocalMedia(send.mediaUrls);
  const record = engine.accept(account, send);
  await record.firstEventSent; // set only for a magic number
  return { success: true, id: record.id };
};

function readSend(account: Account, fields: Fields): Send {
  const campaignId = requiredString(fields, "campaign");
  const body = requiredString(fields, "body", MAX_BODY);
  const to = checkPhone(requiredString(fields, "to"), "to");
  const from = optionalString(fields, "from");
  const mediaUrls = readMediaUrls(fields);
  if (mediaUrls.length > 0 && body.length > MAX_MMS_BODY) {
    throw badParameter(`"body" must be at most ${MAX_MMS_BODY} characters long if the message has media.`);
  }
  const metadata = readMetadata(fields);

  const campaign = account.campaigns.get(campaignId);
  if (campaign === undefined) throw badParameter(`"campaign" is not one of this account's campaigns.`);
  if (campaign.status !== "ACTIVE")
    throw badParameter("The campaign is not approved yet, so no message can be sent from it.");
  const usable = campaign.numbers.filter((number) => !campaign.pendingNumbers.has(number));
  const sender = from === undefined ? usable[0] : checkPhone(from, "from");
  if (sender === undefined) throw badParameter("The campaign has no active number to send from.");
  if (!campaign.numbers.includes(sender)) throw badParameter(`"from" is not one of this campaign's numbers.`);
  if (!usable.includes(sender)) throw badParameter('"from" is not active yet.');
  if (sender === to) throw badParameter('"to" and the sending number are the same.');
  return { campaign, from: sender, to, body, mediaUrls, metadata };
}

/** GET /v1/message/list. The newest message comes first. */
export const listMessages: ApiHandler = ({ account, query }, { assume }) => {
  const campaign = query.get("campaign") ?? "";
  if (campaign === "") throw badParameter('"campaign" is required.');
  if (!account.campaigns.has(campaign)) throw badParameter(`"campaign" is not one of this account's campaigns.`);
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

/** GET /v1/message/{id} */
export const retrieveMessage: ApiHandler = ({ account, id }, { assume }) => {
  const record = account.message(id);
  if (record === undefined) throw new ApiError(404, "No message has this id.");
  return { message: toMessage(record, assume.errorCode) };
};
