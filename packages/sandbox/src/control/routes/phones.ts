import { field, optionalText, optionalTexts } from "../../api/fields.js";
import { badParameter } from "../../api/api-error.js";
import { conversations } from "../conversations.js";
import type { ControlCall, ControlRoute } from "../control-route.js";

/** Somebody's phone. */
export const PHONE_ROUTES: readonly ControlRoute[] = [
  { method: "GET", path: "/phones", handler: listPhones },
  { method: "POST", path: "/phones/{id}/text", handler: textFromPhone },
  {
    method: "GET",
    path: "/phones/{id}/messages",
    handler: ({ tenant, id }) => ({ messages: tenant.phone(id).messages() }),
  },
];

function listPhones({ account, context }: ControlCall): object {
  return { phones: conversations(account, context.assume.errorCode) };
}

function textFromPhone({ tenant, id, fields }: ControlCall): object {
  const to = optionalText(fields, "to");
  const mediaUrls = optionalTexts(fields, "mediaUrls");
  const body = field(fields, "body");
  if (typeof body !== "string") throw badParameter('"body" must be a string.');
  const options = { ...(to !== undefined && { to }), ...(mediaUrls !== undefined && { mediaUrls }) };
  return { message: tenant.phone(id).text(body, options) };
}
