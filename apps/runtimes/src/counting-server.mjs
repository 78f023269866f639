import { once } from "node:events";
import https from "node:https";
import net from "node:net";
import { selfSigned } from "@sendo-apps/never-two";

/* global Buffer */
/**
 * A server on localhost that counts the messages it accepts, by their body. It accepts each. What follows depends on the body: after
 * one that contains `lost` it closes the connection, and it never responds to one that contains `hang`.
 */
export async function startCountingServer() {
  const { certPem, keyPem } = await selfSigned(["127.0.0.1"]);
  const accepted = {};
  const server = https.createServer(
    { cert: certPem, key: keyPem, keepAliveTimeout: 60_000 },
    async (request, response) => {
      const chunks = [];
      for await (const chunk of request) chunks.push(chunk);
      const { body } = JSON.parse(Buffer.concat(chunks).toString());
      accepted[body] = (accepted[body] ?? 0) + 1;
      if (body.includes("lost")) return request.socket.destroy();
      if (body.includes("hang")) return;
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify({ success: true, id: `message-${body}` }));
    },
  );
  server.on("tlsClientError", () => {});
  const sockets = new Set();
  server.on("connection", (socket) => sockets.add(socket));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const proxy = await startProxy();
  return {
    url: `https://127.0.0.1:${server.address().port}`,
    ca: certPem,
    proxyUrl: proxy.url,
    tunnels: proxy.tunnels,
    accepted,
    async close() {
      proxy.close();
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

/** A proxy that opens tunnels, and counts them. */
async function startProxy() {
  const tunnels = { opened: 0 };
  const sockets = new Set();
  const server = net.createServer((socket) => {
    sockets.add(socket.on("error", () => {}));
    socket.once("data", (head) => {
      const [, host, port] = /^CONNECT ([^:]+):(\d+) /.exec(head.toString());
      tunnels.opened += 1;
      const onward = net.connect(Number(port), host, () => socket.write("HTTP/1.1 200 OK\r\n\r\n"));
      sockets.add(onward.on("error", () => socket.destroy()));
      socket.pipe(onward).pipe(socket);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    tunnels,
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
