import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { apiPage } from "../../contract/api-page.js";
import * as messages from "../../../core/test/fixtures/messages.js";
import { EXAMPLES } from "../../contract/examples.js";
import { openApi as build } from "../../contract/open-api.js";
import { sendPage } from "../../contract/send-page.js";
import { ROUTES } from "../../src/api/routes.js";
import { ASSUMPTIONS, startSandbox } from "../../src/index.js";
import { checkEvent, checkExchange, misfit, openApi } from "../support/contract.js";
import { control } from "../support/control-client.js";
import { fixture } from "../support/fixture.js";
import type { Json } from "../support/json.js";
import { run } from "../support/run-cli.js";

const document = openApi as Json;
const SCHEMA = ["content", "application/json", "schema"];

test("the shipped document is what the sources make, and the sandbox serves and prints it", async () => {
  expect(document).toEqual(build());
  expect(document.openapi).toBe("3.1.0");
  expect(document.info.title).toContain("unofficial");
  await using sandbox = await startSandbox();
  expect((await control(sandbox, "GET", "/openapi")).body).toEqual(document);
  const printed = run(["openapi"]);
  expect(await printed.exit).toBe(0);
  expect(JSON.parse(printed.output.stdout)).toEqual(document);
});

test.each([
  ["api.md", apiPage],
  ["send-message.md", sendPage],
])("docs/%s is made of it: run the script docs:api where this fails", async (file, page) => {
  expect(readFileSync(new URL(`../../../../docs/${file}`, import.meta.url), "utf8")).toBe(await page(document));
});

test("it has every endpoint of the sandbox and no other, with the fields that the sandbox knows", () => {
  const described = Object.entries<Json>(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(described.sort()).toEqual(ROUTES.map(({ method, path }) => `${method} ${path}`).sort());
  for (const { method, path, fields = [] } of ROUTES) {
    const operation = document.paths[path][method.toLowerCase()];
    const { $ref = "" } = operation.requestBody?.content["application/json"].schema ?? {};
    const names =
      method === "GET"
        ? (operation.parameters ?? []).filter((each: Json) => each.in === "query").map((each: Json) => each.name)
        : Object.keys(document.components.schemas[$ref.split("/").at(-1)].properties);
    expect([path, names.sort()]).toEqual([path, [...fields].sort()]);
  }
});

test("what is assumed names entries of the ledger, and SDK traces are gone", () => {
  const ids = new Set(ASSUMPTIONS.map(({ id }) => id));
  const visit = (value: Json, path: string): void => {
    if (typeof value !== "object" || value === null) return;
    for (const [key, inner] of Object.entries(value)) {
      if (key === "x-sendo-assumptions")
        for (const id of inner as string[]) expect([path, id, ids.has(id)]).toEqual([path, id, true]);
      expect([path, key]).not.toEqual([path, "readOnly"]);
      if (key === "additionalProperties") expect([path, inner]).not.toEqual([path, false]);
      if (key === "maximum") expect(inner).toBeLessThan(2 ** 53 - 1);
      if (key === "description") expect([path, inner]).not.toEqual([path, ""]);
      visit(inner, `${path}/${key}`);
    }
  };
  visit(document, "");
});

test("required is what the documentation marks, open enums name their known values, metadata has its limits", () => {
  const { Message, SendMessageRequest, CreateWebhookRequest } = document.components.schemas;
  expect(Message.required).toEqual(["id", "type", "createdAt", "direction", "from", "to", "body"]);
  expect(Message.properties.status.anyOf).toEqual([
    { type: "string", enum: ["CREATED", "QUEUED", "SCHEDULED", "SENT", "DELIVERED", "READ", "FAILED", "EXPIRED"] },
    { type: "string" },
  ]);
  expect(Message.properties.scheduledAt.type).toEqual(["string", "null"]);
  expect(SendMessageRequest.required).toEqual(["campaign", "to", "body"]);
  expect(SendMessageRequest.properties.metadata).toMatchObject({ maxProperties: 50, propertyNames: { maxLength: 40 } });
  expect(CreateWebhookRequest.properties.eventTypes.items.examples).toContain("recipient.optout");
});

test("every documented example fits: core's and the sandbox's", () => {
  const headers = { "x-ratelimit-limit": "20", "x-ratelimit-remaining": "19", "x-ratelimit-reset": "1" };
  for (const [key, { request, response }] of Object.entries(EXAMPLES)) {
    const [method = "", path = ""] = key.split(" ");
    const exchange = { method, path, body: request ?? {}, status: 200, headers, response };
    expect(() =>
      response === undefined ? checkEvent(request as { type: string }) : checkExchange(exchange),
    ).not.toThrow();
  }
  for (const [name, key] of [
    ["message-send", "POST /v1/message/send"],
    ["message-retrieve", "GET /v1/message/m"],
    ["message-list", "GET /v1/message/list"],
    ["brand-create", "POST /v1/brand/create"],
    ["webhook-create", "POST /v1/campaign/c/webhooks"],
    ["number-buy", "POST /v1/number/buy"],
  ] as const) {
    const [method = "", path = ""] = key.split(" ");
    const { request, response } = fixture(name);
    const exchange = { method, path, body: request ?? {}, status: 200, headers, response };
    expect(() => checkExchange(exchange)).not.toThrow();
  }
  expect(() => checkEvent(fixture("message-incoming").event as { type: string })).not.toThrow();
});

test("a response, request or event that is not as documented is found", () => {
  const { from: _, ...incomplete } = messages.outboundMessage;
  const place = ["paths", "/v1/message/{id}", "get", "responses", "200", ...SCHEMA];
  expect(misfit(place, { message: messages.outboundMessage })).toBeUndefined();
  expect(misfit(place, { message: incomplete })).toContain("from");
  expect(misfit(place, messages.outboundMessage)).toContain("message");
  const send = ["paths", "/v1/message/send", "post", "requestBody", ...SCHEMA];
  expect(misfit(send, { ...messages.sendRequest, to: "2065550142" })).toContain("pattern");
  expect(misfit(send, { ...messages.sendRequest, metadata: { n: 1 } })).toContain("string");
  expect(() => checkEvent({ type: "message.incoming" })).toThrow("message");
});
