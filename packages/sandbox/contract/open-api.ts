import { readFileSync } from "node:fs";
import type * as z from "zod/mini";
import { brandSchema } from "../../core/src/api/brand.js";
import { campaignSchema } from "../../core/src/api/campaign.js";
import { eventSchemas } from "../../core/src/api/event.js";
import { messageSchema } from "../../core/src/api/message.js";
import { numberPurchaseSchema } from "../../core/src/api/number.js";
import { webhookSchema } from "../../core/src/api/webhook.js";
import { ROUTES } from "../src/api/routes.js";
import { ASSUMED, ASSUMED_EVERYWHERE } from "./assumed.js";
import { readComments } from "./comments.js";
import { EXAMPLES } from "./examples.js";
import { toJsonSchema, type JsonSchema } from "./json-schema.js";
import { OPERATIONS, type Operation } from "./operations.js";

const comments = readComments(new URL("../../core/src/api/", import.meta.url));
const used = new Set<string>();

/** OpenAPI extension with the ids of the assumptions that a part of the document depends on. */
export const ASSUMPTIONS_KEY = "x-sendo-assumptions";

/** Generates the API contract as an OpenAPI 3.1 document. */
export function openApi(): JsonSchema {
  const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
    version: string;
  };
  used.clear();
  const schemas = { ...objectSchemas(), ...requestSchemas() };
  const document = {
    openapi: "3.1.0",
    info: {
      title: "Sendo SMS API (unofficial)",
      version,
      summary: "An unofficial description of Sendo's HTTP API, based on its public documentation.",
      description: `This document is unofficial, because Sendo does not publish one. It is generated from the API contract in \`@sendo/core\`. Parts that Sendo does not document have \`${ASSUMPTIONS_KEY}\` with the ids of assumptions. \`npx @sendo/sandbox fidelity\` lists the assumptions.`,
      license: { name: "MIT", identifier: "MIT" },
    },
    externalDocs: { description: "Sendo's own documentation", url: "https://docs.sendo.dev" },
    servers: [
      { url: "https://api.sendo.dev", description: "Sendo" },
      {
        url: "https://{host}:{port}",
        description: "The sandbox",
        variables: { host: { default: "127.0.0.1" }, port: { default: "8443" } },
      },
    ],
    security: [{ apiKey: [] }],
    tags: TAGS,
    paths: paths(),
    webhooks: webhooks(),
    components: {
      schemas,
      responses: errorResponses(),
      headers: RATE_HEADERS,
      securitySchemes: {
        apiKey: {
          type: "http",
          scheme: "bearer",
          description:
            "An API key from the Sendo dashboard. A request without a key returns 401, and a request with an invalid key returns 403.",
        },
      },
    },
  };
  const unused = Object.keys(ASSUMED).filter((part) => !used.has(part));
  if (unused.length > 0)
    throw new Error(`assumed.ts contains keys that the document does not have: ${unused.join(", ")}`);
  return document;
}

const TAGS = [
  { name: "Messages", description: "Send messages, and read sent and received messages." },
  { name: "Brands", description: "Senders of campaigns. For accounts that are enabled as resellers." },
  {
    name: "Campaigns",
    description: "Kinds of messages with their consent flow. A campaign must be approved before it can send.",
  },
  { name: "Numbers", description: "Additional local numbers for a campaign." },
  { name: "Webhooks", description: "URLs that receive a campaign's events." },
];

const RATE_HEADERS = {
  "X-RateLimit-Limit": { description: "Maximum requests per window.", required: true, schema: { type: "integer" } },
  "X-RateLimit-Remaining": {
    description: "Requests remaining in the current window.",
    required: true,
    schema: { type: "integer" },
  },
  "X-RateLimit-Reset": {
    description: "Time at which the limit resets. Sendo does not document the unit or format.",
    required: true,
    schema: { type: "string" },
    [ASSUMPTIONS_KEY]: ASSUMED_EVERYWHERE["X-RateLimit-Reset"],
  },
};

const headers = Object.fromEntries(
  Object.keys(RATE_HEADERS).map((name) => [name, { $ref: `#/components/headers/${name}` }]),
);

function assumed(part: string): JsonSchema {
  const ids = ASSUMED[part];
  if (ids === undefined) return {};
  used.add(part);
  return { [ASSUMPTIONS_KEY]: ids };
}

/** Returns a named schema. Each field lists its assumptions. */
function named(name: string, schema: z.ZodMiniType, interfaceName = name): [string, JsonSchema] {
  const comment = comments.get(interfaceName);
  if (comment === undefined) throw new Error(`core's api/ has no interface ${interfaceName}`);
  const json = toJsonSchema(schema, comment);
  const properties = Object.entries((json.properties ?? {}) as Record<string, JsonSchema>).map(([field, property]) => [
    field,
    { ...property, ...assumed(`${name}.${field}`) },
  ]);
  return [name, { ...json, properties: Object.fromEntries(properties) as JsonSchema, ...assumed(name) }];
}

function objectSchemas(): Record<string, JsonSchema> {
  const events = eventSchemas();
  const [, message] = named("Message", messageSchema(), "MessageObject");
  const event = (name: string, schema: z.ZodMiniType, message: JsonSchema): [string, JsonSchema] => {
    const [, json] = named(name, schema, `${name}Object`);
    const properties = json.properties as Record<string, JsonSchema>;
    const { type: _type, properties: _properties, required: _required, ...said } = properties.message!;
    return [name, { ...json, properties: { ...properties, message: { ...said, ...message } } }];
  };
  return {
    Message: message,
    EventMessage: {
      ...message,
      description:
        "Message of an event whose format is not documented. It is presumably a message, but none of its fields is certain.",
      required: [],
    },
    MessageSent: {
      type: "object",
      description:
        "Response to a send request. `success: true` means that the message was accepted. Delivery can still fail.",
      properties: {
        success: { type: "boolean", description: "Whether the message was accepted." },
        id: { type: "string", description: "Id of the new message." },
        error: { type: "string", description: "Reason why the message was not accepted." },
      },
      required: ["success"],
    },
    ...Object.fromEntries([
      named("Brand", brandSchema()),
      named("Campaign", campaignSchema()),
      named("Webhook", webhookSchema(), "WebhookObject"),
      named("NumberPurchase", numberPurchaseSchema()),
      event("IncomingEvent", events["message.incoming"], { $ref: "#/components/schemas/Message" }),
      event("StatusEvent", events["message.status"], { $ref: "#/components/schemas/EventMessage" }),
      event("OptoutEvent", events["recipient.optout"], { $ref: "#/components/schemas/EventMessage" }),
    ]),
    Error: {
      type: "object",
      description: "A failed request.",
      properties: {
        error: { type: "string", description: "Details of the failure. Sendo does not document the exact wording." },
        success: { type: "boolean", description: "`false` if a write was rejected." },
      },
      required: ["error"],
      ...assumed("Error"),
    },
  };
}

function requestSchemas(): Record<string, JsonSchema> {
  const bodies = ROUTES.filter(({ method }) => method !== "GET").map((route) => operationOf(route).request!);
  return Object.fromEntries(bodies.map(({ name, schema }) => named(name, schema())));
}

function operationOf({ method, path }: { readonly method: string; readonly path: string }): Operation {
  const operation = OPERATIONS[`${method} ${path}`];
  if (operation === undefined) throw new Error(`operations.ts does not describe ${method} ${path}`);
  return operation;
}

function paths(): JsonSchema {
  const all: Record<string, JsonSchema> = {};
  for (const route of ROUTES) {
    const key = `${route.method} ${route.path}`;
    const { id, tag, summary, page, request, response } = operationOf(route);
    const url = `https://docs.sendo.dev/api-reference/${page}`;
    const example = EXAMPLES[key];
    const isRead = route.method === "GET";
    const parameters = [
      ...(route.path.includes("{id}") ? [ID] : []),
      ...(isRead && request !== undefined ? queryParameters(key, request) : []),
    ];
    (all[route.path] ??= {})[route.method.toLowerCase()] = {
      operationId: id,
      tags: [tag],
      summary,
      externalDocs: { url },
      ...(parameters.length > 0 && { parameters }),
      ...(!isRead && {
        requestBody: {
          required: true,
          content: json({ $ref: `#/components/schemas/${request!.name}` }, example?.request),
        },
      }),
      responses: {
        200: { description: "Success.", headers, content: json(responseSchema(response, isRead), example?.response) },
        ...(request !== undefined && { 400: ref("BadRequest") }),
        401: ref("MissingKey"),
        403: ref("WrongKey"),
        ...(route.path.includes("{id}") && { 404: ref("NotFound") }),
        429: ref("RateLimited"),
        "5XX": ref("InternalError"),
      },
      ...assumed(key),
    };
  }
  return all;
}

const ID = {
  name: "id",
  in: "path",
  required: true,
  description: "Id of the resource.",
  schema: { type: "string" },
};

function queryParameters(key: string, { schema, name: interfaceName }: Operation["request"] & object): JsonSchema[] {
  const { properties = {}, required = [] } = toJsonSchema(schema(), comments.get(interfaceName)) as {
    properties?: Record<string, JsonSchema>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, { description, ...field }]) => ({
    name,
    in: "query",
    required: required.includes(name),
    description,
    schema: field,
    ...assumed(`${key} ${name}`),
  }));
}

function responseSchema(response: Operation["response"], isRead: boolean): JsonSchema {
  if (typeof response === "string") return { $ref: `#/components/schemas/${response}` };
  const item = { $ref: `#/components/schemas/${response.schema}` };
  return {
    type: "object",
    properties: {
      ...(!isRead && { success: { type: "boolean", description: "Whether the request succeeded." } }),
      [response.field]: response.list === true ? { type: "array", items: item } : item,
    },
    required: isRead ? [response.field] : ["success"],
  };
}

function errorResponses(): JsonSchema {
  const response = (description: string, ids: readonly string[] = []): JsonSchema => ({
    description,
    headers,
    content: json({ $ref: "#/components/schemas/Error" }),
    ...(ids.length > 0 && { [ASSUMPTIONS_KEY]: ids }),
  });
  return {
    BadRequest: response("Bad parameters.", ASSUMED_EVERYWHERE[400]),
    MissingKey: response("The API key is missing.", ASSUMED_EVERYWHERE[401]),
    WrongKey: response("The API key is invalid."),
    NotFound: response("The resource does not exist."),
    RateLimited: response("The rate limit of 20 requests per second was exceeded.", ASSUMED_EVERYWHERE[429]),
    InternalError: response("Internal error."),
  };
}

function webhooks(): JsonSchema {
  const events = [
    ["message.incoming", "IncomingEvent", "A message to a number of the campaign was received"],
    ["message.status", "StatusEvent", "The status of a sent message changed"],
    ["recipient.optout", "OptoutEvent", "A recipient opted out"],
  ] as const;
  const token = {
    name: "X-Webhook-Token",
    in: "header",
    required: true,
    description: "Secret token of the webhook, which the receiver should compare.",
    schema: { type: "string" },
  };
  return Object.fromEntries(
    events.map(([type, schema, summary]) => [
      type,
      {
        post: {
          operationId: `on${schema}`,
          tags: ["Webhooks"],
          summary,
          externalDocs: { url: "https://docs.sendo.dev/api-reference/webhooks" },
          security: [],
          parameters: [token],
          requestBody: {
            required: true,
            content: json({ $ref: `#/components/schemas/${schema}` }, EXAMPLES[type]?.request),
          },
          responses: {
            "2XX": { description: "The event was accepted." },
            "4XX": {
              description: "Any other status is a failure. Sendo retries up to 6 times, starting after 60 seconds.",
            },
          },
          [ASSUMPTIONS_KEY]: ASSUMED_EVERYWHERE.webhooks,
        },
      },
    ]),
  );
}

function ref(name: string): JsonSchema {
  return { $ref: `#/components/responses/${name}` };
}

function json(schema: JsonSchema, example?: object): JsonSchema {
  return { "application/json": { schema, ...(example !== undefined && { example }) } };
}
