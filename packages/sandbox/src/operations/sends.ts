import { optional, string } from "./fields.js";
import { operation } from "./operation.js";
import { printable } from "./table.js";

/** The send goes through the API over HTTPS: it is rate limited, logged and affected by active faults. */
export const sends = {
  send: operation("send", "POST /send", {
    help: "send a message through the API the way an app would; active faults apply",
    input: {
      to: string("<to>"),
      body: string("<body>"),
      from: optional(string("--from <number>", "send from this number")),
      campaign: optional(string("--campaign <id>", "campaign to use, instead of the approved campaign")),
    },
    run: ({ tenant, send }, message) => send({ campaign: tenant.campaign, ...message }),
    print: ({ httpStatus, errorCode, answer = "" }) => printable(`${httpStatus ?? errorCode} ${answer}`.trim()),
  }),
};
