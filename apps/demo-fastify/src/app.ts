import { LiveParties, page, Waitlist, WaitlistError } from "@sendo-apps/waitlist";
import { isOutcomeUnknown, type SendoOptions, type WebhookReceiverOptions } from "@sendo/core";
import { sendo, sendoErrorHandler, sendoWebhooks } from "@sendo/fastify";
import Fastify, { type FastifyInstance } from "fastify";

/** Without options, everything comes from the environment. The tests pass the sandbox's address here. */
export interface DemoOptions {
  sendo?: SendoOptions;
  webhooks?: Pick<WebhookReceiverOptions, "tokens" | "baseUrl">;
  /** Whether the app writes logs to stderr. @defaultValue `false` */
  isLogging?: boolean;
}

/** The app in a wrapper object. A Fastify app is a thenable, so returning it directly would start it. */
export interface Demo {
  app: FastifyInstance;
}

/** A restaurant's waitlist. Guests receive a message when their table is ready, and reply 1 to come or 2 to cancel. */
export async function createDemo(options: DemoOptions = {}): Promise<Demo> {
  const logger = options.isLogging ? { level: "warn", stream: process.stderr } : false;
  const app = Fastify({ logger, bodyLimit: 10_240, forceCloseConnections: true });
  const waitlist = new Waitlist();
  const live = new LiveParties(waitlist);
  app.addHook("preClose", () => live.close());

  // One client for the app, available as `app.sendo`. A missing key throws an error here, before the app listens.
  await app.register(sendo, options.sendo ?? {});

  // Sendo calls this URL. The plugin has its own scope, so it does not change the rest of the app.
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
    reply.hijack(); // the stream writes to the socket directly
    live.stream(reply.raw);
  });

  app.post("/api/parties", (request, reply) => reply.code(201).send(waitlist.join(request.body)));

  app.post<{ Params: { id: string } }>("/api/parties/:id/ready", async (request) => {
    const party = waitlist.startCall(request.params.id);
    try {
      const { id } = await app.sendo.messages.send(
        {
          to: party.phone,
          body: `${party.name}, your table is ready. Reply 1 to come, 2 to cancel, STOP for no more messages.`,
        },
        { deadlineMs: 15_000 }, // a guest stands at the door, and the host waits for this page
      );
      return waitlist.called(party.id, id);
    } catch (error) {
      // If the outcome is unknown, the message may have been sent. The page says so, and the app does not send it
      // again.
      waitlist.callFailed(party.id, isOutcomeUnknown(error));
      throw error;
    }
  });

  return { app };
}
