import { badParameter } from "../refusal.js";
import { checkPhone, optionalText, requiredText, type Fields } from "../fields.js";
import { checkLocalMedia } from "../local-media.js";
import { readMediaUrls } from "../media.js";
import { readMetadata } from "../metadata.js";
import type { Account } from "../../engine/account.js";
import type { Send } from "../../engine/engine.js";
import type { ApiHandler } from "../route.js";

const MAX_BODY = 1500; // documented; counted in UTF-16 units, the stricter reading

/** POST /v1/message/send: takes a message. What becomes of it shows later. */
export const sendMessage: ApiHandler = async ({ account, fields }, { assume, engine }) => {
  const send = readSend(account, fields);
  if (assume.localMedia && send.mediaUrls.length > 0) await checkLocalMedia(send.mediaUrls);
  const record = engine.accept(account, send);
  await record.heardOf; // a magic number's wish, undefined for all others
  return { success: true, id: record.id };
};

function readSend(account: Account, fields: Fields): Send {
  const campaignId = requiredText(fields, "campaign");
  const body = requiredText(fields, "body", MAX_BODY);
  const to = checkPhone(requiredText(fields, "to"), "to");
  const from = optionalText(fields, "from");
  const mediaUrls = readMediaUrls(fields);
  const metadata = readMetadata(fields);

  const campaign = account.campaigns.get(campaignId);
  if (campaign === undefined) throw badParameter('"campaign" is not a campaign of this account.');
  if (campaign.status !== "ACTIVE")
    throw badParameter("The campaign is not approved yet; nothing can be sent from it.");
  const usable = campaign.numbers.filter((number) => !campaign.pendingNumbers.has(number));
  const sender = from === undefined ? usable[0] : checkPhone(from, "from");
  if (sender === undefined) throw badParameter("The campaign has no number to send from.");
  if (!campaign.numbers.includes(sender)) throw badParameter('"from" is not a number of this campaign.');
  if (!usable.includes(sender)) throw badParameter('"from" is not active yet.');
  if (sender === to) throw badParameter('"to" is the sending number itself.');
  return { campaign, from: sender, to, body, mediaUrls, metadata };
}
