-- Cancels a job in one partition: from here on nothing that its entries do gives it another end. Workers learn of it by
-- promote.lua.
--
-- KEYS  1 cancelled, 2 the job's result, 3 results channel, 4 ends or cancelled again, then the later sets of all stages
-- ARGV  job, least time in ms for which that is remembered, PUBLISH or SPUBLISH, ttl of the result in ms, the result (empty: none,
--       for a job that may be in this partition or in another), for how many ms `ends` keeps an end (0: the pipeline has none)
-- Needs cancelled: must ZADD ZRANGE ZREMRANGEBYSCORE ZSCORE; result: must GET; ends: mayNotAppend; later: must ZRANGE
-- Needs blocked: must ZRANGE; server: TIME
-- Reply { now }, { before } where it was cancelled already, { ended, the stored result } where it had ended
-- Invariant: a job whose end is stored keeps it, and is not cancelled. A member of cancelled outlives every entry that is delayed now.
-- Later members have higher scores, so that a worker that remembers the highest has missed none.

local call = redis.call
local cancelled, result = KEYS[1], KEYS[2]
local job, least, ttl, body = ARGV[1], tonumber(ARGV[2]), ARGV[4], ARGV[5]
local told = {publish = ARGV[3], channel = KEYS[3], log = ARGV[6] ~= '0' and KEYS[4], kept = tonumber(ARGV[6])}
local CENTURY = 3155760000000 -- in ms; beyond it a due time is a mistake

local denied = denier('nothing was cancelled')
local wrong = must(cancelled, 'zset') or must(result, 'string')
for k = 5, #KEYS do
  wrong = wrong or must(KEYS[k], 'zset') or denied('ZRANGE', KEYS[k])
end
wrong = wrong or lacks(denied, {'ZSCORE', 'ZRANGE', 'ZREMRANGEBYSCORE', 'ZADD'}, cancelled)
wrong = wrong or denied('GET', result)
if body ~= '' then
  wrong = wrong or denied('SET', result) or told.log and mayNotAppend(told.log, denied)
end
if wrong then
  return redis.error_reply(wrong)
end

local ended = call('GET', result)
if ended then
  return {'ended', ended}
end
local time = call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local goes = tonumber(call('ZSCORE', cancelled, job) or 0)
if goes > now then
  return {'before'}
end

local latest = now
for k = 5, #KEYS do
  local last = call('ZRANGE', KEYS[k], now + CENTURY, '-inf', 'BYSCORE', 'REV', 'LIMIT', 0, 1, 'WITHSCORES')
  latest = math.max(latest, tonumber(last[2] or 0))
end
local newest = call('ZRANGE', cancelled, -1, -1, 'WITHSCORES')
goes = math.max(latest + least, tonumber(newest[2] or 0) + 1)

-- First what a full server allows too, so that it allows the rest: cancelling makes room.
call('ZREMRANGEBYSCORE', cancelled, '-inf', now)
call('ZADD', cancelled, string.format('%.0f', goes), job)
if body ~= '' then
  endJob(told, result, ttl, body)
end
return {'now'}
