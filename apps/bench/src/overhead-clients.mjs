import https from "node:https";
import { URL } from "node:url";
import { post } from "./post.mjs";

export const BARE = "bare node:https";
export const BARE_AGAIN = "bare node:https, again";
const INPUT = { campaign: "U7fQ39nX", to: "+12065550142", body: "Your table is ready" };
// What our client sends, reference included, so that the bare clients move the same bytes.
const JSON_BODY = { ...INPUT, metadata: { sendo_ref: "5f0c2f6e-6a3e-4a0e-9f57-0a2f4b7c9d11" } };

const bare = (base) => {
  const agent = new https.Agent({ keepAlive: true, scheduling: "lifo" });
  const { port } = new URL(base);
  const headers = { authorization: "Bearer sandbox_bench0000000000", accept: "application/json" };
  return () => post(agent, Number(port), "/v1/message/send", JSON_BODY, headers);
};

/**
 * Each takes the server's address and makes one call. Trust comes from NODE_EXTRA_CA_CERTS; apart from address and a dummy key
 * everything is at its default, but for our rate limit, which would otherwise be all that is measured.
 */
export const clients = {
  [BARE]: bare,
  [BARE_AGAIN]: bare,
  "undici.request": async (base) => {
    const { Pool } = await import("undici");
    const pool = new Pool(base);
    const headers = {
      "content-type": "application/json",
      accept: "application/json",
      authorization: "Bearer sandbox_bench0000000000",
    };
    return async () => {
      const { body } = await pool.request({
        path: "/v1/message/send",
        method: "POST",
        headers,
        body: JSON.stringify(JSON_BODY),
      });
      return body.json();
    };
  },
  "@sendo/core, messages.send": async (base) => {
    const { Sendo } = await import("@sendo/core");
    const sendo = new Sendo({ apiKey: "sandbox_bench0000000000", baseUrl: base, requestsPerSecond: false });
    return () => sendo.messages.send(INPUT);
  },
  "stripe, rawRequest (JSON)": async (base) => {
    const { default: Stripe } = await import("stripe");
    const { hostname: host, port } = new URL(base);
    const stripe = new Stripe("sk_test_bench", { host, port, protocol: "https" });
    return () => stripe.rawRequest("POST", "/v2/core/events", JSON_BODY);
  },
  "twilio, messages.create": async (base) => {
    const { default: twilio } = await import("twilio");
    // It has no option for an address.
    class LocalClient extends twilio.RequestClient {
      request(options) {
        return super.request({ ...options, uri: base + new URL(options.uri).pathname });
      }
    }
    const client = twilio("AC00000000000000000000000000000000", "bench", { httpClient: new LocalClient() });
    return () => client.messages.create({ to: INPUT.to, from: "+12065550100", body: INPUT.body });
  },
  "resend, emails.send": async (base) => {
    const { Resend } = await import("resend");
    const resend = new Resend("re_bench", { baseUrl: base });
    return async () => {
      const { error } = await resend.emails.send({
        from: "a@example.com",
        to: "b@example.com",
        subject: "Table",
        text: INPUT.body,
      });
      if (error) throw new Error(error.message);
    };
  },
  "@slack/web-api, chat.postMessage": async (base) => {
    const { WebClient } = await import("@slack/web-api");
    const slack = new WebClient("xoxb-bench", { slackApiUrl: `${base}/api/` });
    return () => slack.chat.postMessage({ channel: "C0000000000", text: INPUT.body });
  },
  "svix, message.create": async (base) => {
    const { Svix } = await import("svix");
    const svix = new Svix("bench.us", { serverUrl: base });
    return () => svix.message.create("app_bench", { eventType: "table.ready", payload: JSON_BODY });
  },
  "openai, chat.completions.create": async (base) => {
    const { default: OpenAI } = await import("openai");
    const openai = new OpenAI({ apiKey: "sk-bench", baseURL: `${base}/v1` });
    return () => openai.chat.completions.create({ model: "m", messages: [{ role: "user", content: INPUT.body }] });
  },
};
