-- Defines, changes, pauses, resumes or removes a schedule.
--
-- KEYS  1 schedules, 2 fires
-- ARGV  schedule, SHA-1 of the definition that it must have now or empty for none, its definition from now on or empty to remove it,
--       its due time in ms from now on, or 0 to keep the one it has; then: 1 pauses, 0 resumes, keep leaves it as it is
-- Needs schedules: HGET HSET HDEL; fires: allowWhenFull ZADD ZREM ZSCORE
-- Reply 1; 0 where it has another definition, and nothing was done
-- Invariant: a schedule has a definition and a due time, or neither. The due time of a paused one is kept as a negative number, so
-- that it is never due.

local call = redis.call
local schedules, fires = KEYS[1], KEYS[2]
local name, expected, definition, due, paused = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4]), ARGV[5]

local denied = denier('nothing was changed')
local wrong = denied('HSET', schedules) or denied('HDEL', schedules) or denied('ZADD', fires) or denied('ZREM', fires)
if wrong then
  return redis.error_reply(wrong)
end

local found = call('HGET', schedules, name)
if (found and redis.sha1hex(found) or '') ~= expected then
  return {0}
end
local score = tonumber(call('ZSCORE', fires, name) or 0)
if definition == '' then
  call('ZREM', fires, name)
  call('HDEL', schedules, name)
  return {1}
end
if due == 0 then
  due = math.abs(score)
end
if paused == '1' or (paused == 'keep' and score < 0) then
  due = -due
end
if found ~= definition then
  call('HSET', schedules, name, definition)
else
  allowWhenFull(fires) -- pausing what fills a server must work there
end
call('ZADD', fires, string.format('%.0f', due), name)
return {1}
