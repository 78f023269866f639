// One of several processes of an app whose form is attacked: it starts codes for numbers that a seed makes.
import { Sendo } from "@sendo/core";
import { createGuard } from "@sendo/core/guard";
import { redisChallengeStore, redisCounterStore } from "@sendo/redis";
import { createVerifier } from "@sendo/verify";
import { Redis } from "ioredis";

const { REDIS_URL, STARTS, SEED, BUDGET } = process.env;
const redis = new Redis(REDIS_URL);
redis.on("error", () => {});
await redis.ping();
const counters = redisCounterStore(redis);
const guard = createGuard({ budgets: [{ per: "account", segments: Number(BUDGET) }], store: counters });
const client = new Sendo({ guard, requestsPerSecond: false, account: "attacked" });
const verifier = createVerifier({
  client,
  store: { challenges: redisChallengeStore(redis), counters },
  secret: "a secret of a test, and of nothing else",
  brand: "Acme",
});

let state = Number(SEED);
const random = () => {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return state / 2 ** 32;
};
const tally = {};
let ended = 0;
let left = Number(STARTS);
process.send("ready");
await new Promise((resolve) => process.once("message", resolve));
const attack = async () => {
  while (left > 0) {
    left -= 1;
    const to = `+44${7_000_000_000 + Math.floor(random() * 999_999_999)}`;
    const end = await verifier.start({ to }).then(
      ({ status }) => status,
      (error) => error.reason ?? error.code,
    );
    tally[end] = (tally[end] ?? 0) + 1;
    ended += 1;
    if (ended === 20) process.send("sending");
  }
};
await Promise.all(Array.from({ length: 20 }, attack));
await client.close();
await redis.quit();
process.send(tally);
process.disconnect();
