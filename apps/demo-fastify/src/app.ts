import { LiveParties, page, Waitlist, WaitlistError } from "@sendo-apps/waitlist";
import { isOutcomeUnknown, type SendoOptions, type WebhookReceiverOptions } from "@sendo/core";
import { sendo, sendoErrorHandler, sendoWebhooks } from "@sendo/fastify";
import Fastify, { type FastifyInstance } from "fastify";

/** Left empty, everything comes from the environment. The tests pass the sandbox's address here. */
export interface DemoOptions {
  sendo?: SendoOptions;
  webhooks?: Pick<WebhookReceiverOptions, "tokens" | "baseUrl">;
  /** Whether the app writes log lines, to standard error. @defaultValue `false` */
  isLogging?: boolean;
}

/** The app. It is wrapped because an app is a thenable: returned by itself it would be started. */
export interface Demo {
  app: FastifyInstance;
}

/** A restaurant's waitlist: guests are texted when their table is ready, and answer 1 to come or 2 to cancel. */
export async function createDemo(options: DemoOptions = {}): Promise<Demo> {
  const logger = options.isLogging ? { level: "warn", stream: process.stderr } : false;
  const app = Fastify({ logger, bodyLimit: 10_240, forceCloseConnections: true });
  const waitlist = new Waitlist();
  const live = new LiveParties(waitlist);
  app.addHook("preClose", () => live.close());

  // One client for the app, as `app.sendo`. A missing key stops the app here, before it listens.
  await app.register(sendo, options.sendo ?? {});

  // Sendo calls this address. It is a scope of its own: nothing of the app is changed by it.
  await app.register(sendoWebhooks, {
    path: "/webhooks/sendo",
    ...options.webhooks,
    on: {
      "message.incoming": ({ message }) => waitlist.onReply(message.from, message.body),
      "message.status": ({ message }) => message && waitlist.onStatus(message),
      "recipient.optout": ({ message }) => waitlist.onOptOut(message?.from),
    },
  });

  const sendoErrors = sendoErrorHandler();
  app.setErrorHandler((error, request, reply) => {
    if (error instanceof WaitlistError) void reply.code(error.httpStatus).send({ error: error.message });
    else sendoErrors(error, request, reply);
  });

  app.get("/", (_request, reply) => reply.headers(page.headers).send(page.html));
  app.get("/api/parties", () => waitlist.parties());
  app.get("/api/events", (_request, reply) => {
    reply.hijack(); // the stream is written to the socket itself
    live.stream(reply.raw);
  });

  app.post("/api/parties", (request, reply) => reply.code(201).send(waitlist.join(request.body)));

  app.post<{ Params: { id: string } }>("/api/parties/:id/ready", async (request) => {
    const party = waitlist.startCall(request.params.id);
    try {
      const { id } = await app.sendo.messages.send(
        {
          to: party.phone,
          body: `${party.name}, your table is ready. Reply 1 to come, 2 to cancel, STOP for no more texts.`,
        },
        { deadlineMs: 15_000 }, // somebody stands at the door and waits for this page
      );
      return waitlist.called(party.id, id);
    } catch (error) {
      // "Unknown" means that the text may be on its way: the page says so, and nothing sends it again.
      waitlist.callFailed(party.id, isOutcomeUnknown(error));
      throw error;
    }
  });

  return { app };
}
