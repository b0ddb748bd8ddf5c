-- How scripts cancel jobs. This text is put in front of them, and takes its own keys and arguments off the end of KEYS and ARGV before
-- they look. ends.lua is in front.
--
-- KEYS  at the end the W later and blocked sets of all stages, cancelled, results channel, ends or cancelled again
-- ARGV  at the end W, least time in ms for which a cancelled job is remembered, PUBLISH or SPUBLISH, ttl of results in ms, for how many
--       ms `ends` keeps an end (0: the pipeline has none), how many channels the partition's results have
-- Needs cancelled: must ZADD ZRANGE ZREMRANGEBYSCORE ZSCORE; result: must; ends: mayNotAppend; later: must ZRANGE
-- Needs blocked: must ZRANGE; server: TIME
-- Invariant: a member of cancelled outlives every entry that is delayed now. Later members have higher scores, so that a worker that
-- remembers the highest has missed none.

local channels = tonumber(table.remove(ARGV))
local kept, ttl = table.remove(ARGV), table.remove(ARGV)
local told = {publish = table.remove(ARGV), kept = tonumber(kept), channels = channels}
local least, W = tonumber(table.remove(ARGV)), tonumber(table.remove(ARGV))
local log = table.remove(KEYS)
told.log = kept ~= '0' and log
told.channel = table.remove(KEYS)
local cancelled = table.remove(KEYS)
local waits = {}
for k = 1, W do
  waits[k] = table.remove(KEYS)
end
local CENTURY = 3155760000000 -- in ms; beyond it a due time is a mistake

-- Why jobs may not be cancelled; nothing where they may.
local function mayNotCancel(denied)
  local wrong = must(cancelled, 'zset')
  for _, set in ipairs(waits) do
    wrong = wrong or must(set, 'zset') or denied('ZRANGE', set)
  end
  return wrong or lacks(denied, {'ZSCORE', 'ZRANGE', 'ZREMRANGEBYSCORE', 'ZADD'}, cancelled)
end

-- Why the end of a job may not be read, or, where it `stores`, not be stored; nothing where all may.
local function mayNotEnd(denied, result, stores)
  return must(result, 'string') or denied('GET', result)
    or stores and (denied('SET', result) or told.log and mayNotAppend(told.log, denied)) or nil
end

-- In ms since 1970; when members that are cancelled in this call may be forgotten.
local now, goes

local function begin()
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
end

local function nextToGo()
  if goes then
    return goes + 1
  end
  local latest = now
  for _, set in ipairs(waits) do
    local last = redis.call('ZRANGE', set, now + CENTURY, '-inf', 'BYSCORE', 'REV', 'LIMIT', 0, 1, 'WITHSCORES')
    latest = math.max(latest, tonumber(last[2] or 0))
  end
  local newest = redis.call('ZRANGE', cancelled, -1, -1, 'WITHSCORES')
  -- First what a full server allows too, so that it allows the rest: cancelling makes room.
  redis.call('ZREMRANGEBYSCORE', cancelled, '-inf', now)
  return math.max(latest + least, tonumber(newest[2] or 0) + 1)
end

-- Cancels a job; answers whether that is new.
local function cancel(job)
  if not now then
    begin()
  end
  if tonumber(redis.call('ZSCORE', cancelled, job) or 0) > now then
    return false
  end
  goes = nextToGo()
  redis.call('ZADD', cancelled, string.format('%.0f', goes), job)
  return true
end
