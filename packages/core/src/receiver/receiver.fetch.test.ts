import { describe, expect, it, vi } from "vitest";
import { bench, incoming, TOKEN } from "../../test/support/deliveries.js";

const URL = "https://diner.example/webhooks/sendo";
const json = JSON.stringify(incoming());

function request(init: RequestInit & { duplex?: "half" } = {}): Request {
  return new Request(URL, {
    method: "POST",
    headers: { "X-Webhook-Token": TOKEN },
    body: json,
    ...init,
  });
}

/** A body that counts how much of it was taken. */
function counted(chunkBytes: number) {
  const state = { pulled: 0, cancelled: false };
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        state.pulled += 1;
        controller.enqueue(new Uint8Array(chunkBytes).fill(32));
      },
      cancel() {
        state.cancelled = true;
      },
    },
    { highWaterMark: 0 },
  );
  return { state, body };
}

describe("receiver.fetch", () => {
  it("takes a delivery, and answers as receive does", async () => {
    const handler = vi.fn();
    const { receiver } = bench({ on: { "message.incoming": handler } });
    const { fetch } = receiver; // as a route module exports it
    const response = await fetch(request());
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("application/json; charset=utf-8");
    expect(await response.json()).toEqual({ ok: true });
    expect(handler.mock.calls[0]![0]).toEqual(incoming());
  });

  it("reads nothing of the body of a delivery with a wrong token", async () => {
    const { state, body } = counted(10);
    const wrong = request({ headers: { "x-webhook-token": "wrong" }, body, duplex: "half" });
    expect((await bench().receiver.fetch(wrong)).status).toBe(401);
    expect(state).toEqual({ pulled: 0, cancelled: false });
  });

  it("rejects a token that was sent twice", async () => {
    const headers = new Headers([
      ["x-webhook-token", TOKEN],
      ["x-webhook-token", TOKEN],
    ]);
    expect((await bench().receiver.fetch(request({ headers }))).status).toBe(401);
  });

  it("stops reading at the limit, and leaves the connection alone so that the answer can be written", async () => {
    const { state, body } = counted(100);
    const endless = request({ body, duplex: "half" });
    const response = await bench({ maxBodyBytes: 1000 }).receiver.fetch(endless);
    expect(response.status).toBe(413);
    expect(state).toEqual({ pulled: 11, cancelled: false });
  });

  it("believes a declared length that is too much, and reads nothing", async () => {
    const { state, body } = counted(100);
    const headers = { "x-webhook-token": TOKEN, "content-length": "1001" };
    const response = await bench({ maxBodyBytes: 1000 }).receiver.fetch(request({ headers, body, duplex: "half" }));
    expect(response.status).toBe(413);
    expect(state.pulled).toBe(0);
  });

  it("does not believe a declared length that is too little", async () => {
    const { body } = counted(100);
    const headers = { "x-webhook-token": TOKEN, "content-length": "1" };
    const response = await bench({ maxBodyBytes: 1000 }).receiver.fetch(request({ headers, body, duplex: "half" }));
    expect(response.status).toBe(413);
  });

  it("answers at once when somebody else has read the body, or there is none", async () => {
    const consumed = request();
    await consumed.text();
    expect((await bench().receiver.fetch(consumed)).status).toBe(400);
    expect((await bench().receiver.fetch(request({ body: null }))).status).toBe(400);
    const locked = request();
    locked.body!.getReader();
    expect((await bench().receiver.fetch(locked)).status).toBe(400);
  });

  it("leaves the rest to `receive` after somebody has read the body, which takes the web-standard Headers", async () => {
    const { receiver } = bench();
    const consumed = request();
    const body: unknown = await consumed.json();
    const { method, headers } = consumed;
    expect((await receiver.fetch(consumed)).status).toBe(400);
    expect(await receiver.receive({ method, headers, body })).toMatchObject({ httpStatus: 200 });
    expect(await receiver.receive({ method, headers: new Headers(), body })).toMatchObject({ httpStatus: 401 });
  });

  it("answers when the body breaks off, or is no stream of bytes", async () => {
    const broken = new ReadableStream({ pull: (controller) => controller.error(new Error("cut")) });
    expect((await bench().receiver.fetch(request({ body: broken, duplex: "half" }))).status).toBe(400);
    const words = new ReadableStream({ start: (controller) => (controller.enqueue(json), controller.close()) });
    const odd = { method: "POST", headers: new Headers({ "x-webhook-token": TOKEN }), body: words, bodyUsed: false };
    expect((await bench().receiver.fetch(odd as unknown as Request)).status).toBe(400);
  });

  it("answers a GET", async () => {
    const response = await bench().receiver.fetch(new Request(URL, { headers: { "x-webhook-token": TOKEN } }));
    expect(response.status).toBe(405);
    expect(response.headers.get("allow")).toBe("POST");
  });
});
