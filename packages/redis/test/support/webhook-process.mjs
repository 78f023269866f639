// One of the processes that take an account's webhooks. Its handler has an effect outside of it; with HOLD it stops on the way,
// says so, and goes on when it is told to.
import { createWebhookReceiver } from "@sendo/core";
import { toHttpRequest, writeReply } from "@sendo/core/adapter";
import { redisDedupeStore } from "@sendo/redis";
import { Redis } from "ioredis";
import { once } from "node:events";
import { createServer, request } from "node:http";
import { createClient } from "redis";

const { REDIS_URL, CLIENT, HOLD, EFFECTS_URL } = process.env;
const connection = CLIENT === "node-redis" ? createClient({ url: REDIS_URL }) : new Redis(REDIS_URL);
if (CLIENT === "node-redis") await connection.connect();
else await connection.ping();

/** What cannot be taken back, such as a booking in somebody else's system. */
async function haveEffect(id) {
  const call = request(`${EFFECTS_URL}/${id}`, { method: "POST", agent: false }).end();
  const [answer] = await once(call, "response");
  answer.resume();
  await once(answer, "end");
}

async function reach(place) {
  if (HOLD !== place) return;
  const told = once(process, "message");
  process.send({ place });
  await told;
}

async function handle({ id }) {
  await reach("before the effect");
  await haveEffect(id);
  await reach("before the record");
}

const receiver = createWebhookReceiver({
  dedupe: redisDedupeStore(connection),
  on: { "message.incoming": handle, "message.status": handle, "recipient.optout": handle },
});
const server = createServer(async (req, res) => writeReply(res, await receiver.receive(toHttpRequest(req, undefined))));
server.listen(0, "127.0.0.1", () => process.send({ port: server.address().port }));
process.on("disconnect", () => process.exit());
