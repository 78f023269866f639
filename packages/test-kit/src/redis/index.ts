export { hasRedis, startRedis, type LocalRedis, type LocalRedisOptions } from "./local-redis.js";
export type { LocalSentinels } from "./local-sentinels.js";
export { startWatchedPair, type WatchedPair } from "./watched-pair.js";
