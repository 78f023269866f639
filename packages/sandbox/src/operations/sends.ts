import { optional, text } from "./fields.js";
import { operation } from "./operation.js";
import { printable } from "./table.js";

/** Sends as an app does: over HTTPS, counted, logged, and with every fault that is on. */
export const sends = {
  send: operation("send", "POST /send", {
    help: "send a message through the API as an app does, with every fault that is on",
    input: {
      to: text("<to>"),
      body: text("<body>"),
      from: optional(text("--from <number>", "another number of yours")),
      campaign: optional(text("--campaign <id>", "another campaign than the approved one")),
    },
    run: ({ tenant, send }, message) => send({ campaign: tenant.campaign, ...message }),
    print: ({ httpStatus, errorCode, answer = "" }) => printable(`${httpStatus ?? errorCode} ${answer}`.trim()),
  }),
};
