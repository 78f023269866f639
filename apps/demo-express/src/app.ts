import { LiveParties, page, Waitlist, WaitlistError } from "@sendo-apps/waitlist";
import { isOutcomeUnknown, type SendoClient, type SendoOptions, type WebhookReceiverOptions } from "@sendo/core";
import { sendo, sendoErrorHandler, sendoWebhooks } from "@sendo/express";
import express, { type ErrorRequestHandler, type Express } from "express";
import type { AnyWaitlist } from "./shared-waitlist.js";

/** Without options, everything comes from the environment. The tests pass the sandbox's address here. */
export interface DemoOptions {
  sendo?: SendoOptions;
  webhooks?: Pick<WebhookReceiverOptions, "tokens" | "baseUrl" | "logger" | "dedupe">;
  /** Waitlist that several processes share. */
  waitlist?: AnyWaitlist;
}

/** The app and its shutdown functions. */
export interface Demo {
  app: Express;
  client: SendoClient;
  /** Ends the pages' event streams. A closing server waits for them. */
  endStreams(): void;
  /** Closes the client. Call it when the server has no requests in progress. */
  close(): Promise<void>;
}

/** A restaurant's waitlist. Guests receive a message when their table is ready, and reply 1 to come or 2 to cancel. */
export function createDemo(options: DemoOptions = {}): Demo {
  const app = express();
  const waitlist: AnyWaitlist = options.waitlist ?? new Waitlist();
  const live = new LiveParties(waitlist);

  // One client for the app, available as `req.sendo`. A missing key throws an error here, before the app listens.
  const messaging = sendo(options.sendo);
  app.use(messaging);

  // Sendo calls this URL. The route needs no body parser and sends its own responses.
  app.post(
    "/webhooks/sendo",
    sendoWebhooks({
      ...options.webhooks,
      on: {
        "message.incoming": ({ message }) => waitlist.onReply(message.from, message.body),
        "message.status": ({ message }) => message && waitlist.onStatus(message),
        "recipient.optout": ({ message }) => waitlist.onOptOut(message?.from),
      },
    }),
  );

  app.get("/", (_req, res) => void res.set(page.headers).send(page.html));
  app.get("/api/parties", (_req, res) => void res.json(waitlist.parties()));
  app.get("/api/events", (_req, res) => live.stream(res));

  app.use(express.json({ limit: "10kb" }));

  app.post("/api/parties", async (req, res) => {
    res.status(201).json(await waitlist.join(req.body));
  });

  app.post("/api/parties/:id/ready", async (req, res) => {
    const party = await waitlist.startCall(req.params.id);
    try {
      const { id } = await req.sendo.messages.send(
        {
          to: party.phone,
          body: `${party.name}, your table is ready. Reply 1 to come, 2 to cancel, STOP for no more messages.`,
        },
        {
          deadlineMs: 15_000, // a guest stands at the door, and the host waits for this page
          // The key prevents a second message if the call is repeated. The reference lets another process find the
          // message.
          ...(party.callKey !== undefined && { idempotencyKey: party.callKey, reference: party.callKey }),
        },
      );
      res.json(await waitlist.called(party.id, id));
    } catch (error) {
      // If the outcome is unknown, the message may have been sent. The page says so, and the app does not send it
      // again.
      await waitlist.callFailed(party.id, isOutcomeUnknown(error));
      throw error; // Express 5 passes the error to the error handlers below
    }
  });

  app.use(((error: unknown, _req, res, next) => {
    if (error instanceof WaitlistError) res.status(error.httpStatus).json({ error: error.message });
    else next(error);
  }) as ErrorRequestHandler);
  app.use(sendoErrorHandler());

  return {
    app,
    client: messaging.client,
    endStreams: () => live.close(),
    close: async () => void (await messaging.close()),
  };
}
