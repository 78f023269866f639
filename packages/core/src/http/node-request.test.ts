import { once } from "node:events";
import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from "node:http";
import { connect, type AddressInfo, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { BodyTooLargeError } from "./http.js";
import { toHttpRequest } from "./node-request.js";
import { writeReply } from "./write-reply.js";

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** A real request as a server sees it, with `bytes` of body sent. */
async function arrive(
  send: (socket: Socket) => void,
): Promise<{ request: IncomingMessage; response: ServerResponse; socket: Socket }> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
  socket.on("error", () => {});
  ends.push(async () => {
    socket.destroy();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  send(socket);
  const [request, response] = (await once(server, "request")) as [IncomingMessage, ServerResponse];
  return { request, response, socket };
}

const head = (length: number): string =>
  `POST /x HTTP/1.1\r\nHost: a\r\nX-Webhook-Token: t\r\nContent-Length: ${length}\r\n\r\n`;

describe("toHttpRequest", () => {
  it("hands over what a parser made, once a parser has read the stream", async () => {
    const { request } = await arrive((socket) => socket.write(head(2) + "{}"));
    request.resume();
    await once(request, "end");
    const like = toHttpRequest(request, { parsed: true });
    expect(like).toMatchObject({ method: "POST", body: { parsed: true }, headers: { "x-webhook-token": "t" } });
    expect(like.readBody).toBeUndefined();
  });

  it("does not take the empty object that Express 4's parsers leave on a request that they did not read", async () => {
    const { request } = await arrive((socket) => socket.write(head(9) + '{"a":"b"}'));
    const like = toHttpRequest(request, {});
    expect(like.body).toBeUndefined();
    expect(Buffer.from(await like.readBody!(100)).toString()).toBe('{"a":"b"}');
  });

  it("trusts the body of a hand-made request that has no stream", () => {
    const handMade = { method: "POST", headers: {} } as IncomingMessage;
    expect(toHttpRequest(handMade, "string").body).toBe("string");
  });

  it("rejects by the declared length, before anything of the body has arrived", async () => {
    const { request } = await arrive((socket) => socket.write(head(1001)));
    await expect(toHttpRequest(request, undefined).readBody!(1000)).rejects.toBeInstanceOf(BodyTooLargeError);
  });

  it("rejects a body of undeclared length as soon as it is too long", async () => {
    const { request } = await arrive((socket) =>
      socket.write("POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n"),
    );
    await expect(toHttpRequest(request, undefined).readBody!(4)).rejects.toBeInstanceOf(BodyTooLargeError);
  });

  it("takes a body of exactly the limit", async () => {
    const { request } = await arrive((socket) => socket.write(head(5) + "abcde"));
    expect(Buffer.from(await toHttpRequest(request, undefined).readBody!(5)).toString()).toBe("abcde");
  });

  it("fastify-compress#191, #215: reads a body that something has paused", async () => {
    const { request } = await arrive((socket) => socket.write(head(5) + "abcde"));
    request.pause();
    expect(Buffer.from(await toHttpRequest(request, undefined).readBody!(5)).toString()).toBe("abcde");
  });

  it("rejects when the sender goes away, rather than taking what there is for the whole", async () => {
    const { request, socket } = await arrive((socket) => socket.write(head(10) + "{}"));
    const reading = toHttpRequest(request, undefined).readBody!(100);
    socket.destroy();
    await expect(reading).rejects.toThrow();
  });

  it("joins no repeated header silently: the receiver sees both", async () => {
    const { request } = await arrive((socket) =>
      socket.write(
        "POST /x HTTP/1.1\r\nHost: a\r\nX-Webhook-Token: t\r\nX-Webhook-Token: t\r\nContent-Length: 0\r\n\r\n",
      ),
    );
    expect(toHttpRequest(request, undefined).headers["x-webhook-token"]).toBe("t, t");
  });
});

describe("writeReply", () => {
  async function reply(
    write: (response: ServerResponse) => void,
  ): Promise<{ status: number; body: string; headers: object }> {
    const server = createServer((_request, response) => write(response)).listen(0, "127.0.0.1");
    await once(server, "listening");
    ends.push(() => new Promise((resolve) => server.close(resolve)));
    const outgoing = httpRequest({ port: (server.address() as AddressInfo).port, agent: false }).end();
    const [response] = (await once(outgoing, "response")) as [IncomingMessage];
    const body = Buffer.concat(await response.toArray()).toString();
    return { status: response.statusCode!, body, headers: response.headers };
  }

  it("writes status, headers and body unchanged", async () => {
    const answer = await reply((response) =>
      writeReply(response, { httpStatus: 503, headers: { "retry-after": "7" }, body: "später" }),
    );
    expect(answer).toMatchObject({
      status: 503,
      body: "später",
      headers: { "retry-after": "7", "content-length": "7" },
    });
  });

  it("does nothing when somebody else has answered already", async () => {
    const answer = await reply((response) => {
      response.end("mine");
      writeReply(response, { httpStatus: 500, headers: {}, body: "not mine" });
    });
    expect(answer).toMatchObject({ status: 200, body: "mine" });
  });
});
