import { redisScript } from "./redis-client.js";

/**
 * A step-by-step Lua port of `SharedLedger` from @sendo/core. The comments there explain the steps. Each account has
 * these keys:
 *
 * - `held`: slots in flight, scored by the end of their lease
 * - `leaving`: slots whose request received a response, scored by the time after which no window includes the request
 * - `booked`: slots granted in advance, scored by the time at which they become usable
 * - `state`: counters
 * - `processes`: the state of each process
 *
 * Members are `<process>:<serial>`. Members for lost requests begin with `lost:`, and members for unused slots begin with `back:`.
 *
 * `ARGV` contains the report and the epoch name to use for new data. If the server did not have the script, `ARGV` also
 * contains `new`.
 *
 * A restarted server, or a replica that took over, may have lost the most recent writes. Its `run_id` then differs from
 * the stored `run_id`. A missing script is weaker evidence of data loss than a different `run_id`. It is considered
 * only if `INFO` is forbidden. The script is also missing when several processes make their first call concurrently.
 * After data loss, the first account that needs the script loads it again. Calls for the other accounts then
 * find the script, although data was lost. A server that is low on memory can evict one key and keep the others.
 * When that happens, the key sizes no longer match the stored sizes.
 */
export const RATE_LIMIT_EXCHANGE = redisScript(`
local HELD, LEAVING, BOOKED, STATE, PROCESSES = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local PLACE, LOST, LEASE, AHEAD, LEAD = 1002, 10000, 30000, 100, 50
local KEPT, UNKNOWN, MOST = 25, 100, 500
local WANTED, PROCESS, SILENCE, QUIET, TTL = 1500, 60000, 1500, 2100, 3600000

local report = cjson.decode(ARGV[1])
local me, turn, limit = report.process, report.turn, report.limit
local state = {}
local raw = redis.call('HGETALL', STATE)
for i = 1, #raw, 2 do state[raw[i]] = raw[i + 1] end
local function number(name) return tonumber(state[name] or 0) end
local epoch = state.epoch or ARGV[2]
local info = redis.pcall('INFO', 'server')
local function sizes()
  return redis.call('ZCARD', HELD) .. ' ' .. redis.call('ZCARD', LEAVING) .. ' ' .. redis.call('ZCARD', BOOKED)
end
local is_whole = state.sizes == sizes()
local server = type(info) == 'string' and string.match(info, 'run_id:(%x+)') or nil
local sent, answered, granted, serial = number('sent'), number('answered'), number('granted'), number('serial')
local blocked, quiet, heard, back = number('blocked'), number('quiet'), number('heard'), number('back')

local function save()
  redis.call('HSET', STATE, 'epoch', epoch, 'sent', sent, 'answered', answered, 'granted', granted, 'serial', serial,
    'blocked', blocked, 'quiet', quiet, 'heard', heard, 'back', back, 'server', server or state.server or '', 'sizes', sizes())
  for _, key in ipairs(KEYS) do redis.call('PEXPIRE', key, TTL) end
end

-- A clock that was set back, or that of a replica which took over: whatever was noted moves with it.
local set_back = math.max(0, heard - now)
if set_back > 0 then
  for _, key in ipairs({ HELD, LEAVING, BOOKED }) do
    local noted = redis.call('ZRANGE', key, 0, -1, 'WITHSCORES')
    for i = 1, #noted, 2 do redis.call('ZADD', key, tonumber(noted[i + 1]) - set_back, noted[i]) end
  end
  blocked, quiet, heard, back = blocked - set_back, quiet - set_back, heard - set_back, back - set_back
end

-- Who is there: process -> { turn, heard, served, high, normal, low }
local processes, count = {}, 0
local rows = redis.call('HGETALL', PROCESSES)
for i = 1, #rows, 2 do
  local row = cjson.decode(rows[i + 1])
  if set_back > 0 then
    row[2], row[3] = row[2] - set_back, row[3] - set_back
    redis.call('HSET', PROCESSES, rows[i], cjson.encode(row))
  end
  if now - row[2] > PROCESS then redis.call('HDEL', PROCESSES, rows[i])
  else
    processes[rows[i]] = row
    count = count + 1
  end
end

redis.call('ZREMRANGEBYSCORE', LEAVING, '-inf', now)
redis.call('ZREMRANGEBYSCORE', BOOKED, '-inf', now)
local gone = redis.call('ZREMRANGEBYSCORE', HELD, '-inf', now)
sent = sent - gone
granted = math.max(0, granted - gone)

local places = {}
local function reply(ask)
  save()
  return cjson.encode({ epoch = epoch, places = places, ask = ask, blocked = math.max(0, blocked - now), processes = count })
end

local function doubt_memory()
  epoch, granted = ARGV[2], 0
  quiet = math.max(quiet, now + QUIET)
end
local is_other = server and server ~= state.server or not server and ARGV[3] == 'new'
if state.epoch and (is_other or not is_whole) then doubt_memory() end

local known = processes[me]
if known and turn <= known[1] then return reply(-1) end
if not known then count = count + 1 end

if now - heard > SILENCE then back = now end
heard = now
if report.epoch == epoch and report.heard >= 0 and (not known or known[1] < report.heard) then doubt_memory() end
if report.away or (report.epoch ~= '' and report.epoch ~= epoch) then
  granted = 0
  quiet = math.max(quiet, back + QUIET)
end

for _, ended in ipairs(report.ended) do
  local id, how, ago, before, remaining = ended[1], ended[2], math.max(0, math.floor(ended[3])), ended[4], ended[5]
  local leaving = redis.call('ZSCORE', LEAVING, id)
  if redis.call('ZREM', HELD, id) == 0 and not leaving then sent = sent + 1 end
  if how == 'lost' then redis.call('ZADD', HELD, now - ago + LOST, 'lost:' .. id)
  else
    if not leaving then answered = answered + 1 end
    if now - ago + PLACE > now then redis.call('ZADD', LEAVING, now - ago + PLACE, id) end
    if how == 'rate-limited' then granted = 0
    elseif remaining >= 0 and before >= 0 and report.epoch == epoch then granted = math.max(granted, before + 1 + remaining) end
  end
end

local function owner(id)
  return string.match(id, '^back:([^:]+):') or string.match(id, '^([^:]+):')
end
local holds = {}
for _, id in ipairs(report.held) do holds[id] = true end
local inside = {}
for _, id in ipairs(redis.call('ZRANGE', HELD, 0, -1)) do
  local of = owner(id)
  if of ~= me then inside[of] = (inside[of] or 0) + 1
  elseif not holds[id] then
    redis.call('ZREM', HELD, id)
    sent = sent - 1
    local at = redis.call('ZSCORE', BOOKED, id)
    if at then redis.call('ZADD', LEAVING, at, 'back:' .. id) end
  end
end
for _, id in ipairs(report.held) do
  if redis.call('ZADD', HELD, now + LEASE, id) == 1 then sent = sent + 1 end
end
if report.blocked > 0 then blocked = math.max(blocked, now + report.blocked) end

local waiting = report.waiting
local wanted = waiting[1] + waiting[2] + waiting[3]
local served = now
if known and known[4] + known[5] + known[6] > 0 and now - known[2] <= WANTED then served = known[3] end
local function note()
  redis.call('HSET', PROCESSES, me, cjson.encode({ turn, now, served, waiting[1], waiting[2], waiting[3] }))
end
local closed = math.max(blocked, quiet) - now
if wanted == 0 or closed > 0 then
  note()
  return reply(wanted == 0 and -1 or math.min(closed, MOST))
end

local out = redis.call('ZRANGE', LEAVING, 0, -1, 'WITHSCORES')
local taken = redis.call('ZCARD', HELD) + #out / 2
local free = math.max(0, limit - taken, granted - sent)
local soon, later = {}, nil
local skip = math.max(0, taken + free - limit)
for i = 1, #out, 2 do
  local id, at = out[i], tonumber(out[i + 1])
  if at > now + AHEAD then
    later = later or at
    local of = owner(id)
    if of and of ~= me then inside[of] = (inside[of] or 0) + 1 end
  elseif skip > 0 then skip = skip - 1
  else soon[#soon + 1] = { id, at } end
end

local total = free + #soon
local left = total
for lane = 1, 3 do
  local higher, rivals, before = 0, {}, 0
  for name, other in pairs(processes) do
    if name ~= me and now - other[2] <= WANTED then
      for above = 1, lane - 1 do higher = higher + other[3 + above] end
      if other[3 + lane] > 0 then
        rivals[#rivals + 1] = { name, other[3 + lane] }
        if other[3] < served then before = before + 1 end
      end
    end
  end
  local part, kept = math.max(1, math.floor(limit / (#rivals + 1))), 0
  for _, rival in ipairs(rivals) do
    kept = kept + math.min(rival[2], math.max(0, part - (inside[rival[1]] or 0)))
  end
  local least = left > higher + before and 1 or 0
  left = left - math.min(waiting[lane], math.max(left - higher - kept, least, 0))
end

for i = 1, total - left do
  serial = serial + 1
  sent = sent + 1
  local id, wait = me .. ':' .. string.format('%d', serial), 0
  if i > free then
    local place = soon[i - free]
    redis.call('ZREM', LEAVING, place[1])
    redis.call('ZADD', BOOKED, place[2], id)
    wait = place[2] - now
  end
  redis.call('ZADD', HELD, now + LEASE, id)
  places[i] = { id, wait, answered }
end
local rest = total - left
if rest > 0 then served = now end
for lane = 1, 3 do
  local take = math.min(waiting[lane], rest)
  waiting[lane] = waiting[lane] - take
  rest = rest - take
end
note()
if waiting[1] + waiting[2] + waiting[3] == 0 then return reply(-1) end
if left > 0 then return reply(KEPT) end
if not later then return reply(UNKNOWN) end
return reply(math.min(later - LEAD - now, MOST))`);
