import type { Job, Queue } from "bullmq";
import { systemClock } from "./clock.js";

const NAME = "sendo:swap";
// An empty string is not valid JSON, so an empty expected value never matches. If the replacement is empty, the script reads the data
// without changing it.
const SWAP = {
  numberOfKeys: 1,
  lua: `local time = redis.call('TIME')
local data = redis.call('HGET', KEYS[1], 'data')
local swapped = 0
if data == ARGV[1] and ARGV[2] ~= '' then
  redis.call('HSET', KEYS[1], 'data', ARGV[2])
  swapped = 1
end
return time[1] .. ' ' .. time[2] .. ' ' .. swapped .. ' ' .. (data or '')`,
};
const SQL_NOW = "(extract(epoch FROM clock_timestamp()) * 1000)::float8 AS now";
const SQL_READ = `SELECT data::text AS data, ${SQL_NOW} FROM job WHERE queue = $1 AND id = $2`;
const SQL_SWAP =
  "UPDATE job SET data = $4::jsonb WHERE queue = $1 AND id = $2 AND data = $3::jsonb " +
  `RETURNING data::text AS data, ${SQL_NOW}`;

/** The members of BullMQ's Redis and PostgreSQL backends that this package uses. */
interface Backend {
  readonly connection?: { readonly client?: Promise<RedisClient> };
  toKey(type: string): string;
  query?(sql: string, values: readonly string[]): Promise<{ readonly rows: readonly Row[] }>;
}

interface RedisClient {
  readonly [NAME]?: unknown;
  defineCommand(name: string, command: typeof SWAP): void;
  runCommand(name: string, args: readonly string[]): Promise<unknown>;
}

interface Row {
  readonly data: string;
  readonly now: number;
}

interface Swap {
  readonly isSwapped: boolean;
  /** The data before the step; `undefined` if there is no job. */
  readonly found: string | undefined;
  readonly nowEpochMs: number;
}

/** A job's current data. */
export interface JobData<Data> {
  readonly data: Data;
  /** The time on the store's clock. */
  readonly nowEpochMs: number;
  /** Whether this call changed the data. */
  readonly isChanged: boolean;
}

type JobQueue<Data> = Pick<Queue, "getBackend" | "name"> & {
  getJob(id: string): Promise<Pick<Job<Data>, "data" | "updateData"> | undefined>;
};

/**
 * Changes a job's data in one atomic step. If two changes are made concurrently, the second is applied to the result of the first.
 *
 * @param known - The data that this process last read. If the job's data has not changed since then, one round trip is saved.
 * @param change - Returns the new data, or `undefined` to leave the data unchanged. The function is called again if the data has changed
 * in the meantime.
 * @returns `undefined` if there is no such job.
 */
export async function changeData<Data extends object>(
  queue: JobQueue<Data>,
  id: string,
  known: Data | undefined,
  change: (data: Data) => Data | undefined,
): Promise<JobData<Data> | undefined> {
  let expected = known && JSON.stringify(known);
  for (;;) {
    const data = expected === undefined ? undefined : (JSON.parse(expected) as Data);
    const changed = data && change(data);
    const { isSwapped, found, nowEpochMs } = await swap(queue, id, expected, changed && JSON.stringify(changed));
    if (isSwapped) return { data: changed!, nowEpochMs, isChanged: true };
    if (found === undefined) return undefined;
    if (found === expected && changed === undefined) return { data: data!, nowEpochMs, isChanged: false };
    expected = found;
  }
}

async function swap<Data>(
  queue: JobQueue<Data>,
  id: string,
  expected: string | undefined,
  replacement: string | undefined,
): Promise<Swap> {
  const backend = queue.getBackend() as unknown as Backend;
  const client = await backend.connection?.client;
  if (client !== undefined) {
    if (client[NAME] === undefined) client.defineCommand(NAME, SWAP);
    const args = [backend.toKey(id), expected ?? "", replacement ?? ""];
    return toSwap(String(await client.runCommand(NAME, args)));
  }
  if (backend.query !== undefined)
    return swapInSql(backend.query.bind(backend), [queue.name, id], expected, replacement);
  // Other backends cannot compare and replace the data in one step.
  const job = await queue.getJob(id);
  const found = job && JSON.stringify(job.data);
  const isSwapped = found !== undefined && found === expected && replacement !== undefined;
  if (isSwapped) await job!.updateData(JSON.parse(replacement) as Data);
  return { isSwapped, found, nowEpochMs: systemClock.epochMs() };
}

async function swapInSql(
  query: NonNullable<Backend["query"]>,
  job: readonly [string, string],
  expected: string | undefined,
  replacement: string | undefined,
): Promise<Swap> {
  if (expected !== undefined && replacement !== undefined) {
    const [swapped] = (await query(SQL_SWAP, [...job, expected, replacement])).rows;
    if (swapped !== undefined) return { isSwapped: true, found: expected, nowEpochMs: Math.floor(swapped.now) };
  }
  const [row] = (await query(SQL_READ, job)).rows;
  return { isSwapped: false, found: row?.data, nowEpochMs: Math.floor(row?.now ?? 0) };
}

function toSwap(reply: string): Swap {
  const [, seconds, micros, swapped, found] = /^(\d+) (\d+) ([01]) (.*)$/s.exec(reply)!;
  return {
    isSwapped: swapped === "1",
    found: found === "" ? undefined : found,
    nowEpochMs: Number(seconds) * 1_000 + Math.floor(Number(micros) / 1_000),
  };
}
