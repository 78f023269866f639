import { describe, expect, it, vi } from "vitest";
import { bench, delivery, incoming } from "../../test/support/deliveries.js";
import { handlerComesLater, handlerDone } from "./handler-protocol.js";

interface Observer {
  next(value: unknown): void;
  error(reason: unknown): void;
  complete(): void;
}

/** In the form of rxjs without a polyfill of `Symbol.observable`. */
function observable(subscribe: (observer: Observer) => void): object {
  return { subscribe, "@@observable": () => {} };
}

describe("handlerDone", () => {
  it.each<[string, () => unknown]>([
    ["nothing", () => undefined],
    ["null", () => null],
    ["a promise", () => Promise.resolve(1)],
    ["a value with a method `subscribe`, such as a Redis client", () => ({ subscribe: () => {} })],
    ["an Observable", () => observable((observer) => (observer.next(1), observer.complete()))],
    ["a promise of an Observable", () => Promise.resolve(observable((observer) => observer.complete()))],
  ])("resolves for %s", async (_what, returned) => {
    await expect(handlerDone(returned())).resolves.toBeUndefined();
  });

  it.each<[string, () => unknown]>([
    ["a promise that rejects", () => Promise.reject(new Error("row 17"))],
    ["an Observable that fails", () => observable((observer) => observer.error(new Error("row 17")))],
    ["a promise of one", () => Promise.resolve(observable((observer) => observer.error(new Error("row 17"))))],
    [
      "an Observable that throws when it is subscribed to",
      () =>
        observable(() => {
          throw new Error("row 17");
        }),
    ],
  ])("rejects for %s", async (_what, returned) => {
    await expect(handlerDone(returned())).rejects.toThrow("row 17");
  });

  it("waits for the Observable to complete", async () => {
    let finish = (): void => {};
    let isDone = false;
    const done = handlerDone(observable((observer) => (finish = () => observer.complete()))).then(
      () => (isDone = true),
    );
    await Promise.resolve().then(() => Promise.resolve());
    expect(isDone).toBe(false);
    finish();
    await done;
  });
});

it("an event whose handler comes later is answered 503, is not recorded, and is handled when it has come", async () => {
  const handler = vi.fn();
  let current: () => void = handlerComesLater;
  const on = {
    get "message.incoming"() {
      return current;
    },
  };
  const { receiver } = bench({ on });
  const reply = await receiver.receive(delivery(incoming()));
  expect(reply).toMatchObject({ httpStatus: 503, headers: { "retry-after": "10" } });
  current = handler;
  expect(await receiver.receive(delivery(incoming()))).toMatchObject({ httpStatus: 200 });
  expect(handler).toHaveBeenCalledOnce();
});
