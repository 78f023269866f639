// What a runtime is asked to do, as one program for all of them: it imports nothing of Node.
import * as adapter from "@sendo/core/adapter";
import * as gate from "@sendo/core/gate";
import { toE164 } from "@sendo/core/phone";
import { fakeSendo } from "@sendo/core/testing";
import { countSegments, createWebhookReceiver, HttpsTransport, Sendo } from "@sendo/core";

/* global AbortController */
const outcomeOf = (call) =>
  call.then(
    () => "accepted",
    (error) => ({ code: error.code, outcome: error.outcome, attempts: error.attempts }),
  );

/** What works on every runtime: nothing of it opens a connection. */
export async function withoutTransport() {
  const receiver = createWebhookReceiver({ tokens: "token-of-a-runtime", on: {} });
  const { httpStatus } = await receiver.receive({
    method: "POST",
    headers: { "x-webhook-token": "token-of-a-runtime" },
    body: JSON.stringify({ id: "e", type: "unheard.of" }),
  });
  const fake = fakeSendo();
  await fake.client.messages.send({ to: "+12065550142", body: "Hello" });
  return {
    httpStatus,
    phone: toE164("+1 (206) 555-0142"),
    segments: countSegments("Hello").segments,
    fake: fake.outbox.last().body,
    notFound: gate.apiErrorOf(Object.assign(new Error(), { statusCode: 404 })).body,
    adapter: typeof adapter.errorReply,
  };
}

/** Why a client with the built-in transport cannot be made; `undefined` when it can. */
export async function construction(options) {
  try {
    await new Sendo({ ...options, rateLimit: { account: "construction" } }).close();
    return undefined;
  } catch (error) {
    return { name: error.name, code: error.code, message: error.message };
  }
}

/** Sends over the built-in transport. */
export async function sends({ proxy, untrusted, ...options }) {
  const client = (more) => new Sendo({ ...options, timeoutMs: { write: 1_000 }, requestsPerSecond: false, ...more });
  const sendo = client();
  const send = (body, call, from = sendo) => from.messages.send({ to: "+12065550142", body }, call);
  const aborted = (body) => {
    const controller = new AbortController();
    const call = send(body, { signal: controller.signal });
    controller.abort();
    return outcomeOf(call);
  };
  const report = {
    abortedCold: await aborted("aborted cold"),
    first: await outcomeOf(send("first")),
    abortedWarm: await aborted("aborted warm"),
    lostNew: await outcomeOf(send("lost on a new connection", {}, client())),
    warm: await outcomeOf(send("warm")),
    lostReused: await outcomeOf(send("lost on a reused connection")),
    warmAgain: await outcomeOf(send("warm again")),
    hangs: await outcomeOf(send("hangs on a reused connection")),
  };
  if (untrusted !== undefined)
    report.untrusted = await outcomeOf(send("untrusted", {}, client({ baseUrl: untrusted })));
  if (proxy !== undefined) {
    // The option of the client is ignored for localhost.
    const transport = new HttpsTransport({ ca: options.ca, proxy });
    report.proxied = await outcomeOf(send("proxied", {}, client({ transport, ca: undefined })));
    report.refused = await outcomeOf(send("refused", {}, client({ baseUrl: "https://127.0.0.1:1", retry: false })));
  }
  return report;
}
