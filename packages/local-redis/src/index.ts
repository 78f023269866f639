export { hasRedis, startRedis, type LocalRedis, type LocalRedisOptions } from "./local-redis.js";
export { startSentinels, type LocalSentinels, type LocalSentinelsOptions } from "./local-sentinels.js";
