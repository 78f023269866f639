import { clients as sdks } from "./overhead-clients.mjs";

export const BARE = "bare fetch";

const post = async (base) => {
  const response = await globalThis.fetch(new URL("/v1/message/send", base), {
    method: "POST",
    headers: { authorization: "Bearer sandbox_bench0000000000", "content-type": "application/json" },
    body: JSON.stringify({ campaign: "U7fQ39nX", to: "+12065550142", body: "Your table is ready" }),
  });
  return response.json();
};

/** Each takes the server's address and gives a function that makes one call. "again" is the same client twice: what differs is noise. */
export const clients = {
  [BARE]: (base) => () => post(base),
  "bare fetch, again": (base) => () => post(base),
  "@sendo/core": sdks["@sendo/core, messages.send"],
  resend: sdks["resend, emails.send"],
  stripe: sdks["stripe, rawRequest (JSON)"],
  openai: sdks["openai, chat.completions.create"],
};
