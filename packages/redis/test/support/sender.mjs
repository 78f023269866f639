// One process of an account. It sends its messages concurrently under the limit that it shares on Redis, and reports the results.
import { Sendo } from "@sendo/core";
import { redisRateLimitStore } from "@sendo/redis";
import { Redis } from "ioredis";
import { subscribe } from "node:diagnostics_channel";
import { createClient } from "redis";

const { REDIS_URL, CLIENT, SENDS } = process.env;
const connection = CLIENT === "node-redis" ? createClient({ url: REDIS_URL }) : new Redis(REDIS_URL);
if (CLIENT === "node-redis") await connection.connect();
else await connection.ping();

const shared = redisRateLimitStore(connection);
let exchanges = 0;
const store = {
  exchange(account, report) {
    exchanges += 1;
    return shared.exchange(account, report);
  },
};
let refused = 0;
subscribe("sendo:rate-limited", () => (refused += 1));
let failures = 0;
subscribe("sendo:store-failed", () => (failures += 1));

const sendo = new Sendo({ rateLimit: { store, fallbackProcesses: 4 } });
process.send("ready");
await new Promise((resolve) => process.once("message", resolve));
const messages = Array.from({ length: Number(SENDS) }, (_, i) => ({ to: "+12065550142", body: `${process.pid} ${i}` }));
const results = await Promise.allSettled(messages.map((message) => sendo.messages.send(message)));
const accepted = results.filter(({ status }) => status === "fulfilled").length;
await sendo.close();
if (CLIENT === "node-redis") await connection.close();
else await connection.quit();
process.send({ accepted, refused, exchanges, failures });
process.disconnect();
