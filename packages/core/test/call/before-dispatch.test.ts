import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { memoryIdempotencyStore, Sendo, type IdempotencyStore } from "../../src/index.js";
import { SendoExtensionError } from "../../src/adapter/index.js";
import { startCountingServer, type CountingServer } from "../support/counting-server.js";
import { failure } from "../support/failure.js";

class Stop extends SendoExtensionError<"stopped"> {
  constructor() {
    super({ code: "stopped", message: "It was stopped.", outcome: "not-sent" });
  }
}

let server: CountingServer;
let sendo: Sendo;
let accounts = 0;
const order: string[] = [];

beforeEach(async () => {
  server = await startCountingServer();
  order.length = 0;
  const memory = memoryIdempotencyStore();
  const idempotency: IdempotencyStore = {
    ...memory,
    dispatch: (key, mark) => {
      order.push("mark");
      return memory.dispatch(key, mark);
    },
  };
  sendo = new Sendo({
    apiKey: "sandbox_key",
    baseUrl: `https://127.0.0.1:${server.port}`,
    ca: server.ca,
    campaign: "U7fQ39nX",
    rateLimit: { account: `before dispatch ${(accounts += 1)}` },
    idempotency,
    retry: false,
  });
});
afterEach(async () => {
  await sendo.close({ drainMs: 0 });
  await server.close();
});

const message = { to: "+12065550142", body: "Your table is ready" };

describe.each([["with a key", { idempotencyKey: "a" }] as const, ["without a key", {}] as const])(
  "beforeDispatch, %s",
  (_, key) => {
    test("is called before the request leaves, and its check directly before that", async () => {
      const requests: number[] = [];
      await sendo.messages.send(message, {
        ...key,
        beforeDispatch: async () => {
          order.push("before");
          requests.push(server.requests.length);
          return () => order.push("check") as unknown as void;
        },
      });
      expect(order.filter((step) => step !== "mark" || "idempotencyKey" in key)).toEqual(
        "idempotencyKey" in key ? ["before", "mark", "check"] : ["before", "check"],
      );
      expect([...requests, server.requests.length]).toEqual([0, 1]);
    });

    test.each([
      ["it rejects", () => Promise.reject(new Stop())],
      [
        "its check throws",
        () =>
          Promise.resolve(() => {
            throw new Stop();
          }),
      ],
    ])("nothing is sent when %s, and the same call can be made again", async (__, beforeDispatch) => {
      const error = await failure(sendo.messages.send(message, { ...key, beforeDispatch }));
      expect(error).toMatchObject({ code: "stopped", outcome: "not-sent" });
      expect(server.requests).toEqual([]);
      await sendo.messages.send(message, key);
      expect(server.requests).toHaveLength(1);
    });
  },
);

test("beforeDispatch that is not a function is rejected", async () => {
  const error = await failure(sendo.messages.send(message, { beforeDispatch: "now" as never }));
  expect(error).toMatchObject({ code: "invalid_input", issues: [{ path: "beforeDispatch" }] });
});
