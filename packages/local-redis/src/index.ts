export { hasRedis, startRedis, type LocalRedis, type LocalRedisOptions } from "./local-redis.js";
