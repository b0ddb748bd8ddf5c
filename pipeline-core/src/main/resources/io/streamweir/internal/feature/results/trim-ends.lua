-- Trims the log of results of one partition by age, one bounded step of it.
--
-- KEYS  1 ends, 2 missed
-- ARGV  for how many ms an end is kept, for how many ms the log stays when no worker trims it any more
-- Needs ends: must XTRIM PEXPIRE; missed: PEXPIRE; server: TIME
-- Reply how many ends were trimmed; 0: there is nothing more to trim now
-- Invariant: an end that is younger stays. What readers had not seen is counted when they come back.

local wrong = must(KEYS[1], 'stream')
if wrong then
  return redis.error_reply(wrong)
end
local time = redis.call('TIME')
local oldest = string.format('%.0f', math.max(0, time[1] * 1000 + math.floor(time[2] / 1000) - ARGV[1]))
local trimmed = redis.call('XTRIM', KEYS[1], 'MINID', '~', oldest) -- whole nodes, as many as Redis removes at once
if trimmed == 0 then
  trimmed = redis.call('XTRIM', KEYS[1], 'MINID', '=', oldest) -- what is left in the first node
end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
redis.call('PEXPIRE', KEYS[2], ARGV[2])
return trimmed
