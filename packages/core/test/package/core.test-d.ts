import { describe, expectTypeOf, it } from "vitest";
import type * as z from "zod/mini";
import {
  isOutcomeUnknown,
  isSendoError,
  statusAdvances,
  type AnySendoError,
  type BulkResult,
  type BulkRow,
  type Brand,
  type Campaign,
  type Message,
  type MessageIncomingEvent,
  type MessageStatus,
  type MessageStatusEvent,
  type NumberPurchase,
  type Pager,
  type RecipientOptoutEvent,
  type SecretText,
  type Sendo,
  type SendInput,
  type SendoAuthenticationError,
  type SendoClient,
  type SendoErrorCode,
  type SendoEvent,
  type SendoOptions,
  type SendoValidationError,
  type SentMessage,
  type UnknownSendoEvent,
  type Webhook,
  type WebhookHandlers,
  type WebhookReceiverOptions,
} from "@sendo/core";
import type { brandSchema, createBrandRequestSchema, CreateBrandRequest } from "../../src/api/brand.js";
import type { campaignSchema, createCampaignRequestSchema, CreateCampaignRequest } from "../../src/api/campaign.js";
import type { eventSchemas, IncomingEventObject, OptoutEventObject, StatusEventObject } from "../../src/api/event.js";
import type { messageListRequestSchema, MessageListRequest } from "../../src/api/message-list.js";
import type { messageSchema, MessageObject } from "../../src/api/message.js";
import type { buyNumberRequestSchema, BuyNumberRequest, numberPurchaseSchema } from "../../src/api/number.js";
import type { sendMessageRequestSchema, SendMessageRequest } from "../../src/api/send-message.js";
import type {
  createWebhookRequestSchema,
  CreateWebhookRequest,
  webhookSchema,
  WebhookObject,
} from "../../src/api/webhook.js";

type Output<Schema extends () => z.ZodMiniType> = z.output<ReturnType<Schema>>;
type Input<Schema extends () => z.ZodMiniType> = z.input<ReturnType<Schema>>;

declare const sendo: Sendo;

describe("what Sendo answers", () => {
  it("is typed as its schema reads it", () => {
    expectTypeOf<Output<typeof brandSchema>>().toEqualTypeOf<Brand>();
    expectTypeOf<Output<typeof campaignSchema>>().toEqualTypeOf<Campaign>();
    expectTypeOf<Output<typeof messageSchema>>().toEqualTypeOf<MessageObject>();
    expectTypeOf<Message>().toExtend<MessageObject>();
    expectTypeOf<Output<typeof numberPurchaseSchema>>().toEqualTypeOf<NumberPurchase>();
    expectTypeOf<Output<typeof webhookSchema>>().toEqualTypeOf<WebhookObject>();
    expectTypeOf<Webhook>().toExtend<WebhookObject>();
    expectTypeOf<Webhook["token"]>().toEqualTypeOf<SecretText | undefined>();
    type Events = ReturnType<typeof eventSchemas>;
    expectTypeOf<z.output<Events["message.incoming"]>>().toEqualTypeOf<IncomingEventObject>();
    expectTypeOf<z.output<Events["message.status"]>>().toEqualTypeOf<StatusEventObject>();
    expectTypeOf<z.output<Events["recipient.optout"]>>().toEqualTypeOf<OptoutEventObject>();
    expectTypeOf<MessageIncomingEvent["message"]>().toEqualTypeOf<Message>();
    expectTypeOf<MessageStatusEvent["message"]>().toEqualTypeOf<Partial<Message> | undefined>();
    expectTypeOf<RecipientOptoutEvent["message"]>().toEqualTypeOf<Partial<Message> | undefined>();
  });

  it("takes requests that are typed as their schema checks them", () => {
    expectTypeOf<CreateBrandRequest>().toExtend<Input<typeof createBrandRequestSchema>>();
    expectTypeOf<CreateCampaignRequest>().toExtend<Input<typeof createCampaignRequestSchema>>();
    expectTypeOf<Input<typeof messageListRequestSchema>>().toEqualTypeOf<MessageListRequest>();
    expectTypeOf<Input<typeof buyNumberRequestSchema>>().toEqualTypeOf<BuyNumberRequest>();
    expectTypeOf<Output<typeof sendMessageRequestSchema>>().toEqualTypeOf<SendMessageRequest>();
    expectTypeOf<Output<typeof createWebhookRequestSchema>>().toExtend<CreateWebhookRequest>();
  });
});
declare const fromEnvironment: string | undefined;

describe("calls", () => {
  it("a promise of the data, and of how it came about", async () => {
    const send = sendo.messages.send({ to: "+12065550142", body: "x" });
    expectTypeOf(await send).toEqualTypeOf<SentMessage>();
    const { data, info } = await send.withResponse();
    expectTypeOf(data).toEqualTypeOf<SentMessage>();
    expectTypeOf(info.httpStatus).toEqualTypeOf<number | undefined>();
    expectTypeOf(send).toExtend<Promise<SentMessage>>();
    expectTypeOf(sendo.messages.list()).toEqualTypeOf<Pager<Message>>();
    // What people write in a handler.
    send.catch((error: AnySendoError) => error.outcome);
  });

  it("a message must have a number and a body, and misspelled fields and options are found", () => {
    // @ts-expect-error -- no body
    void sendo.messages.send({ to: "+12065550142" });
    // @ts-expect-error -- no such field
    void sendo.messages.send({ to: "+12065550142", body: "x", mediaUrl: [] });
    // @ts-expect-error -- no such option
    void sendo.messages.send({ to: "+12065550142", body: "x" }, { idempotencykey: "k" });
    // @ts-expect-error -- not a lane
    void sendo.messages.send({ to: "+12065550142", body: "x" }, { priority: "urgent" });
    // @ts-expect-error -- a key is of the client
    sendo.withOptions({ apiKey: "k" });
  });

  it("what comes from somebody's configuration may be undefined", () => {
    const options = {
      apiKey: fromEnvironment,
      campaign: fromEnvironment,
      deadlineMs: undefined as number | undefined,
      timeoutMs: { read: undefined as number | undefined },
      retry: { reads: undefined as number | undefined },
    } satisfies SendoOptions;
    expectTypeOf(options).toExtend<SendoOptions>();
    const input = { to: "+12065550142", body: "x", from: fromEnvironment } satisfies SendInput;
    void sendo.messages.send(input, { signal: undefined as AbortSignal | undefined, reference: fromEnvironment });
    void sendo.messages.list({ campaign: fromEnvironment, limit: undefined });
    expectTypeOf<{ logger: undefined; dedupe: undefined; on: object }>().toExtend<WebhookReceiverOptions>();
  });

  it("the client fits its interface, which is what adapters hand out", () => {
    expectTypeOf(sendo).toExtend<SendoClient>();
    expectTypeOf(sendo.withOptions({ campaign: "c" })).toExtend<SendoClient>();
  });
});

describe("open enums", () => {
  it("accept any string, and editors suggest the known values", () => {
    const status: MessageStatus = "TELEPORTED";
    expectTypeOf(status).toExtend<string>();
    expectTypeOf<"DELIVERED">().toExtend<MessageStatus>();
    expectTypeOf(statusAdvances).parameter(1).toEqualTypeOf<MessageStatus>();
    void sendo.campaigns.create({
      displayName: "d",
      usecase: "SOMETHING_NEW",
      brandId: "b",
      description: "d",
      consentFlow: "c",
      sample1: "1",
      sample2: "2",
    });
  });
});

describe("errors", () => {
  const error = {} as unknown;

  it("are told apart by their code", () => {
    if (!isSendoError(error)) return;
    expectTypeOf(error.code).toEqualTypeOf<SendoErrorCode>();
    if (error.code === "invalid_input") expectTypeOf(error).toEqualTypeOf<SendoValidationError>();
    if (error.code === "api_key_invalid") expectTypeOf(error).toEqualTypeOf<SendoAuthenticationError>();
    switch (error.code) {
      case "invalid_input":
        expectTypeOf(error.issues[0]!.path).toEqualTypeOf<string>();
        break;
      case "rate_limited":
        expectTypeOf(error.retryAt).toEqualTypeOf<Date | undefined>();
        break;
      default:
        // @ts-expect-error -- only a validation error has issues
        void error.issues;
    }
  });

  it("every code has one class, and no class a code of its own making", () => {
    expectTypeOf<AnySendoError["code"]>().toEqualTypeOf<SendoErrorCode>();
  });

  it("of an unknown outcome the reference is there to look for", () => {
    if (!isOutcomeUnknown(error)) return;
    expectTypeOf(error.outcome).toEqualTypeOf<"unknown">();
    expectTypeOf(error.reference).toEqualTypeOf<string | undefined>();
    void sendo.messages.resolve({ reference: error.reference ?? "", to: "+12065550142", since: undefined });
  });

  it("have none of the fields that frameworks forward", () => {
    expectTypeOf<Extract<keyof AnySendoError, "status" | "statusCode" | "headers">>().toBeNever();
  });
});

describe("bulk", () => {
  interface GuestRow extends BulkRow {
    guestId: number;
  }
  const results = {} as AsyncIterable<BulkResult<GuestRow>>;

  it("takes arrays, generators and streams, and gives the row back as it was", async () => {
    const rows: GuestRow[] = [];
    expectTypeOf(sendo.messages.sendMany(rows)).toEqualTypeOf<AsyncIterable<BulkResult<GuestRow>>>();
    expectTypeOf(sendo.messages.sendMany(new Set(rows))).toEqualTypeOf<AsyncIterable<BulkResult<GuestRow>>>();
    expectTypeOf(sendo.messages.sendMany({} as AsyncGenerator<GuestRow>)).toEqualTypeOf<typeof results>();
    // @ts-expect-error -- a row is a message
    sendo.messages.sendMany([{ to: "+12065550142" }]);
    for await (const result of results) {
      expectTypeOf(result.row.guestId).toEqualTypeOf<number>();
      if (result.outcome === "accepted") expectTypeOf(result.id).toEqualTypeOf<string>();
      else {
        expectTypeOf(result.error).toEqualTypeOf<AnySendoError>();
        // @ts-expect-error -- only an accepted row has an id
        void result.id;
      }
      if (result.error?.code === "invalid_input")
        expectTypeOf(result.error.issues).toEqualTypeOf<SendoValidationError["issues"]>();
    }
  });
});

describe("webhook events", () => {
  it("are told apart by their type, and one type can be named", () => {
    const event = {} as SendoEvent;
    if (event.type === "message.incoming") {
      expectTypeOf(event).toEqualTypeOf<SendoEvent<"message.incoming">>();
      expectTypeOf(event.message.body).toEqualTypeOf<string>();
    }
    if (event.type === "message.status") expectTypeOf(event.message?.status).toEqualTypeOf<MessageStatus | undefined>();
    expectTypeOf<SendoEvent["type"]>().toEqualTypeOf<"message.incoming" | "message.status" | "recipient.optout">();
  });

  it("reach the handler of their type; other types have one of their own", () => {
    const on = {
      "message.incoming": ({ message }, { tokenName }) => [message.from, tokenName],
      "recipient.optout": async ({ message }) => void message?.from,
    } satisfies WebhookHandlers;
    expectTypeOf(on).toExtend<WebhookReceiverOptions["on"]>();
    // @ts-expect-error -- no such type
    void ({ "message.sent": () => {} } satisfies WebhookHandlers);
    expectTypeOf<UnknownSendoEvent["type"]>().toEqualTypeOf<string>();
  });
});
