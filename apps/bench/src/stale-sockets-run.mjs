// The chains of `stale-sockets`: told of one cell over IPC, it tells what became of each write. Every chain is a client with a
// transport of its own and writes one message after the other, so that its next write meets its own idle connection or none.
import { HttpsTransport, isSendoError, Sendo } from "@sendo/core";
import { performance } from "node:perf_hooks";
import { setTimeout } from "node:timers/promises";

const INPUT = { campaign: "U7fQ39nX", to: "+12065550142", body: "Your table is ready" };

async function chain({ port, id, idleSocketMs, writes, gapMs: [least, most] }) {
  const sendo = new Sendo({
    apiKey: "sandbox_bench0000000000",
    baseUrl: `https://127.0.0.1:${port}/${id}`,
    requestsPerSecond: false,
    retry: false,
    transport: new HttpsTransport({ idleSocketMs }),
  });
  const ended = [];
  const write = async () => {
    try {
      await sendo.messages.send(INPUT);
      return "accepted";
    } catch (error) {
      if (!isSendoError(error)) throw error;
      return error.outcome;
    }
  };
  await setTimeout(Math.random() * most);
  await write(); // opens the connection
  for (let i = 0; i < writes; i += 1) {
    const idleFromMs = performance.now();
    await setTimeout(least + Math.random() * (most - least));
    const gapMs = performance.now() - idleFromMs; // as it came to be: timers are late on a busy machine
    ended.push([gapMs, await write()]);
  }
  await sendo.close();
  return ended;
}

process.on("message", async ({ ticket, chains, ...cell }) => {
  const ended = await Promise.all(Array.from({ length: chains }, () => chain(cell)));
  process.send({ ticket, value: ended.flat() });
});
process.on("disconnect", () => process.exit());
process.send({});
