import { describe, expect, it } from "vitest";
import { Waitlist } from "./waitlist.js";

const ADA = { name: "Ada", size: 2, phone: "+12065550142" };
const GRACE = { name: "Grace", size: 3, phone: "+12065550187" };

/** A list with Ada, who has been called with message `m-1`. */
function withAdaCalled(): { list: Waitlist; id: string; ada: () => ReturnType<Waitlist["parties"]>[number] } {
  const list = new Waitlist();
  const { id } = list.join(ADA);
  list.startCall(id);
  list.called(id, "m-1");
  return { list, id, ada: () => list.parties().find((party) => party.id === id)! };
}

describe("statuses", () => {
  it("keeps a status that arrives before the send returns", () => {
    const list = new Waitlist();
    const { id } = list.join(ADA);
    list.startCall(id);
    list.onStatus({ id: "m-1", status: "SENT" });
    list.onStatus({ id: "m-1", status: "QUEUED" });
    expect(list.called(id, "m-1").message).toEqual({ status: "SENT", messageId: "m-1" });
  });

  it("evicts early statuses of unknown messages, oldest first", () => {
    const list = new Waitlist();
    const { id } = list.join(ADA);
    for (let n = 0; n <= 1_000; n++) list.onStatus({ id: `other-${n}`, status: "SENT" });
    list.startCall(id);
    expect(list.called(id, "other-0").message?.status).toBe("CREATED");
    expect(list.called(id, "other-1").message?.status).toBe("SENT");
  });

  it("goes forward only", () => {
    const { list, ada } = withAdaCalled();
    for (const status of ["DELIVERED", "SENT", "FAILED"]) list.onStatus({ id: "m-1", status });
    expect(ada().message?.status).toBe("DELIVERED");
  });

  it("shows an error code that is a number or a string, and none for null", () => {
    for (const errorCode of [1310, "1310"]) {
      const { list, ada } = withAdaCalled();
      list.onStatus({ id: "m-1", status: "FAILED", errorCode });
      expect(ada()).toMatchObject({ optedOut: true, message: { status: "FAILED", errorCode: "1310" } });
    }
    const { list, ada } = withAdaCalled();
    list.onStatus({ id: "m-1", status: "SENT", errorCode: null });
    expect(ada().message).toEqual({ status: "SENT", messageId: "m-1" });
  });

  it("ignores a status of an earlier message", () => {
    const { list, id, ada } = withAdaCalled();
    list.onStatus({ id: "m-1", status: "FAILED", errorCode: 1009 });
    list.startCall(id);
    list.called(id, "m-2");
    list.onStatus({ id: "m-1", status: "EXPIRED" });
    expect(ada().message).toEqual({ status: "CREATED", messageId: "m-2" });
  });

  it("ignores an event without a message or a status", () => {
    const { list, ada } = withAdaCalled();
    list.onStatus({});
    list.onStatus({ id: "m-1" });
    list.onStatus({ status: "SENT" });
    expect(ada().message?.status).toBe("CREATED");
  });
});

describe("calling", () => {
  it.each(["SENDING", "UNCLEAR", "CREATED", "DELIVERED"])("is rejected while the message is %s", (status) => {
    const list = new Waitlist();
    const { id } = list.join(ADA);
    list.startCall(id);
    if (status === "UNCLEAR") list.callFailed(id, true);
    if (status === "CREATED" || status === "DELIVERED") list.called(id, "m-1");
    if (status === "DELIVERED") list.onStatus({ id: "m-1", status });
    expect(list.parties()[0]?.message?.status).toBe(status);
    expect(() => list.startCall(id)).toThrow(expect.objectContaining({ httpStatus: 409 }) as Error);
  });

  it.each(["NOT_SENT", "FAILED", "EXPIRED"])("is possible again after %s", (status) => {
    const list = new Waitlist();
    const { id } = list.join(ADA);
    list.startCall(id);
    if (status === "NOT_SENT") list.callFailed(id, false);
    else list.called(id, "m-1");
    if (status !== "NOT_SENT") list.onStatus({ id: "m-1", status });
    expect(list.parties()[0]?.state).toBe("waiting");
    expect(list.startCall(id)).toMatchObject({ phone: ADA.phone });
  });
});

describe("replies", () => {
  it("change only the party with the sender's number", () => {
    const { list, ada } = withAdaCalled();
    list.join(GRACE);
    list.onReply(GRACE.phone, "1");
    list.onReply("+12065550199", "1");
    list.onReply(undefined, "1");
    list.onReply(ADA.phone, undefined);
    expect(ada()).toMatchObject({ state: "called" });
    expect(ada()).not.toHaveProperty("reply");
    list.onReply(ADA.phone, "1\n");
    expect(ada()).toMatchObject({ state: "coming", reply: "1\n" });
  });

  it("of a guest who cancelled and came back change the new party", () => {
    const { list, id } = withAdaCalled();
    list.onReply(ADA.phone, "2");
    const again = list.join(ADA);
    list.onReply(ADA.phone, "back");
    expect(list.parties().map((party) => [party.id, party.reply])).toEqual([
      [id, "2"],
      [again.id, "back"],
    ]);
  });
});

it("notifies its listeners of each change until they unsubscribe, and never shows a complete number", () => {
  const list = new Waitlist();
  let changes = 0;
  const leave = list.subscribe(() => changes++);
  list.join(ADA);
  expect(changes).toBe(1);
  leave();
  list.join(GRACE);
  list.onOptOut(ADA.phone);
  list.onOptOut(undefined);
  expect(changes).toBe(1);
  expect(list.parties()).toMatchObject([
    { optedOut: true, phone: "+1********42" },
    { optedOut: false, phone: "+1********87" },
  ]);
});
