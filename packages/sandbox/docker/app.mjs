// Stands in for your app: sends one message, and prints what its webhook receives.
import http from "node:http";
import { createWebhookReceiver, Sendo } from "@sendo/core";
import { readNodeBody } from "@sendo/core/adapter";

const receiver = createWebhookReceiver({
  on: { "message.status": ({ message }) => console.log(`${message.id} is ${message.status}`) },
});
const server = http.createServer(async (request, response) => {
  const { method, headers } = request;
  const reply = await receiver.receive({ method, headers, readBody: (maxBytes) => readNodeBody(request, maxBytes) });
  response.writeHead(reply.httpStatus, reply.headers).end(reply.body);
});
server.listen(3000);

const sendo = new Sendo();
const { id } = await sendo.messages.send({ to: "+12065550142", body: "Your table is ready" });
console.log(`${id} is accepted`);
