import { optional, string } from "./fields.js";
import { operation } from "./operation.js";
import { printable } from "./table.js";

/** Sends messages through the API over HTTPS. Calls are logged, and rate limits and active faults apply to them. */
export const sends = {
  send: operation("send", "POST /send", {
    help: "send a message through the API the way an app would; active faults apply",
    input: {
      to: string("<to>"),
      body: string("<body>"),
      from: optional(string("--from <number>", "send from this number")),
      campaign: optional(string("--campaign <id>", "campaign to use; default: the approved campaign")),
    },
    run: ({ tenant, send }, message) => send({ campaign: tenant.campaign, ...message }),
    print: ({ httpStatus, errorCode, answer = "" }) => printable(`${httpStatus ?? errorCode} ${answer}`.trim()),
  }),
};
