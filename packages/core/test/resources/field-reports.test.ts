import { describe, expect, test } from "vitest";
import { Sendo, type CallOptions, type SendInput } from "../../src/index.js";
import { toE164 } from "../../src/sms/phone.js";
import { answeringTransport } from "../support/answering-transport.js";
import { failure } from "../support/failure.js";

const INPUT = { to: "+12065550142", body: "Your table is ready" };

function setUp(json: unknown = { id: "m-1" }) {
  const transport = answeringTransport(json);
  const options = { apiKey: "sandbox_reports000000000", baseUrl: "https://127.0.0.1", campaign: "U7fQ39nX" };
  return { sendo: new Sendo({ ...options, transport, requestsPerSecond: false }), transport };
}

describe("strings that break servers (opencode#17758, cht-core#2426)", () => {
  const halfEmoji = "ready 🎉".slice(0, 7);
  test.each<[string, Partial<SendInput>, string, object?]>([
    ["half an emoji in the body", { body: halfEmoji }, "body"],
    ["the second half of one", { body: "🎉 ready".slice(1) }, "body"],
    ["NUL in the body", { body: "ready\0" }, "body"],
    ["in a value of the metadata", { metadata: { table: halfEmoji } }, "metadata.table"],
    ["in a name of the metadata", { metadata: { "table\0": "1" } }, "metadata.table "],
    ["in extra", { extra: { note: { lines: ["fine", halfEmoji] } } }, "extra.note.lines.1"],
    ["in the reference", {}, "reference", { reference: halfEmoji }],
  ])("%s is rejected, with its position", async (_, change, path, options = {}) => {
    const { sendo, transport } = setUp();
    const error = await failure(sendo.messages.send({ ...INPUT, ...change }, options));
    expect(error).toMatchObject({ code: "invalid_input", outcome: "not-sent", issues: [{ path }] });
    expect(error.message).toMatch(/at index \d/);
    expect(transport.requests).toEqual([]);
  });

  test("a whole emoji is sent", async () => {
    const { sendo } = setUp();
    await expect(sendo.messages.send({ ...INPUT, body: "ready 🎉" })).resolves.toMatchObject({ id: "m-1" });
  });

  test("other writes check it too", async () => {
    const { sendo } = setUp();
    const input = { number: "+14155550111", campaignId: "Zk8\0" };
    expect(await failure(sendo.numbers.buy(input))).toMatchObject({ issues: [{ path: "campaignId" }] });
  });
});

describe("objects that JSON silently empties (typia#844)", () => {
  class Pairs {
    readonly #table = "7";
    get table(): string {
      return this.#table;
    }
  }
  test.each<[string, object]>([
    ["a Map", new Map([["table", "7"]])],
    ["URLSearchParams", new URLSearchParams("table=7")],
    ["a Date", new Date(0)],
    ["an instance of a class", new Pairs()],
    ["an array", ["7"]],
  ])("%s as metadata or extra is rejected", async (_, value) => {
    const { sendo, transport } = setUp();
    for (const field of ["metadata", "extra"]) {
      const error = await failure(sendo.messages.send({ ...INPUT, [field]: value }));
      expect(error).toMatchObject({ code: "invalid_input", issues: [{ path: field }] });
      expect(error.message).toContain("plain object");
    }
    expect(await failure(sendo.messages.send({ ...INPUT, extra: { inner: new Map() } }))).toMatchObject({
      issues: [{ path: "extra.inner" }],
    });
    expect(transport.requests).toEqual([]);
  });
});

describe("headers of a call (nango#628)", () => {
  test("a Headers instance is sent", async () => {
    const { sendo, transport } = setUp();
    await sendo.messages.send(INPUT, { headers: new Headers({ "X-Trace": "1" }) });
    expect(transport.requests[0]!.headers).toMatchObject({ "x-trace": "1" });
  });

  test.each<[string, object]>([
    ["a Map", new Map([["x-trace", "1"]])],
    ["an object with inherited fields", Object.create({ authorization: "Bearer stolen" }) as object],
    ["a list of pairs", [["x-trace", "1"]]],
  ])("%s is rejected", async (_, headers) => {
    const { sendo, transport } = setUp();
    const error = await failure(sendo.messages.send(INPUT, { headers } as CallOptions));
    expect(error).toMatchObject({ code: "invalid_input", issues: [{ path: "headers" }] });
    expect(transport.requests).toEqual([]);
  });

  test("a Headers instance cannot replace the key", async () => {
    const { sendo } = setUp();
    const error = await failure(
      sendo.messages.send(INPUT, { headers: new Headers({ authorization: "Bearer other" }) }),
    );
    expect(error).toMatchObject({ issues: [{ path: "headers.authorization" }] });
  });
});

test("enumerable extensions of Object.prototype break no call (mime#242)", async () => {
  const { sendo, transport } = setUp();
  Object.defineProperty(Object.prototype, "extended", { value: "x", enumerable: true, configurable: true });
  try {
    await sendo.messages.send(INPUT, { headers: { "x-trace": "1" } });
  } finally {
    delete (Object.prototype as { extended?: string }).extended;
  }
  expect(transport.requests[0]!.headers).not.toHaveProperty("extended");
});

describe("null in a list (langgraph#1947)", () => {
  test.each([[[null]], [[5, "x", [], undefined]]])(
    "messages %j: the rest is listed, and resolve finds it",
    async (junk) => {
      const message = { id: "m-1", metadata: { sendo_ref: "order-1" } };
      const { sendo, transport } = setUp({ messages: [...junk, message] });
      const listed: unknown[] = [];
      for await (const page of sendo.messages.list().pages()) {
        listed.push(...page);
        break;
      }
      expect(listed).toEqual([{ id: "m-1", reference: "order-1" }]);
      expect(await sendo.messages.resolve({ reference: "order-1", to: INPUT.to })).toMatchObject({ state: "found" });
      expect(transport.requests).toHaveLength(2);
    },
  );

  test("webhooks", async () => {
    const { sendo } = setUp({ webhooks: [null, { id: "w-1" }] });
    expect(await sendo.webhooks.list("Zk81QpLm")).toEqual([{ id: "w-1" }]);
  });
});

test("the message of an invalid input names the first field and what would be right, and no value", async () => {
  const { sendo } = setUp();
  const { message } = await failure(sendo.messages.send({ to: "12065550142", body: "" }));
  expect(message).toBe(
    "The input is not valid, so nothing was sent: `to` must be a phone number in E.164 format, such as +12065550142 (and 1 more; see `issues`).",
  );
});

test.each([
  "\t+12065550142",
  " +1 206 555 0142\n",
  "\ufeff+12065550142",
  "\u202a+12065550142\u202c",
  "\u202d+1 (206) 555-0142\u202c",
  "\u2068+12065550142\u2069",
  "\u200e+12065550142",
  "+１２０６５５５０１４２",
  "tel:+1-206-555-0142",
])("toE164 reads the pasted number %j (hyper#86, libphonenumber-js#141)", (pasted) => {
  expect(toE164(pasted)).toBe("+12065550142");
});

test("a field named __proto__ in a response is left out", async () => {
  const { sendo } = setUp({ brand: JSON.parse('{"id":"b-1","__proto__":{"trusted":true}}') as unknown });
  const brand = await sendo.brands.retrieve("b-1");
  expect(Object.getOwnPropertyNames(brand)).toEqual(["id"]);
  expect(Object.assign({}, brand)).not.toHaveProperty("trusted");
});
