// A program for any runtime: sends a message through the sandbox that runs around it, and receives the guest's reply.
import http from "node:http";
import { createWebhookReceiver, Sendo } from "@sendo/core";
import { readNodeBody } from "@sendo/core/adapter";

/* global fetch */
const { SENDO_SANDBOX_CONTROL_URL: control, SENDO_SANDBOX_CONTROL_TOKEN: token } = process.env;
const ask = async (path, body) => {
  const headers = { "x-sandbox-token": token, "content-type": "application/json" };
  const response = await fetch(new URL(`/_sandbox/v1${path}`, control), {
    ...{ method: "POST", headers, body: JSON.stringify(body) },
  });
  return await response.json();
};

let hear;
const heard = new Promise((resolve) => (hear = resolve));
const receiver = createWebhookReceiver({ on: { "message.incoming": ({ message }) => hear(message.body) } });
const server = http.createServer(async (request, response) => {
  const { method, headers } = request;
  const reply = await receiver.receive({ method, headers, readBody: (maxBytes) => readNodeBody(request, maxBytes) });
  response.writeHead(reply.httpStatus, reply.headers).end(reply.body);
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
await ask("/webhooks", { url: `http://127.0.0.1:${server.address().port}/` });

const sendo = new Sendo();
const { id } = await sendo.messages.send({ to: "+12065550142", body: "Your table is ready" });
const { body } = await sendo.messages.retrieve(id);
await ask("/phones/%2B12065550142/text", { body: "On my way" });
console.log(JSON.stringify({ sent: body, received: await heard }));
await sendo.close();
server.close();
process.exit();
