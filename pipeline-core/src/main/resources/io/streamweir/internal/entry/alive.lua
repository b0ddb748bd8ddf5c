-- Says that a worker's lane lives, for how long it has had its oldest entry, and how its attempts end; or that it stops.
--
-- KEYS  1 members of the lane's stage in this partition, a sorted set by when each was heard last, in ms since 1970
-- ARGV  what the lane said last (empty: nothing), what it says of itself now (one word, see LaneWord), name of the worker,
--       ms after which it is forgotten, whether it stops (1 or 0)
-- Needs members: ZADD ZREM ZREMRANGEBYSCORE PEXPIRE; server: TIME
-- Reply { what it said now, empty where it stops }
-- Invariant: what was not said again in time is forgotten, each by itself and the key as a whole.

local call = redis.call
local before, word, worker, life = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4])
local time = call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if ARGV[5] == '1' then
  if before ~= '' then
    call('ZREM', KEYS[1], before)
  end
  return {''}
end
local said = word .. ' ' .. worker
call('ZADD', KEYS[1], now, said)
if before ~= '' and before ~= said then
  call('ZREM', KEYS[1], before)
end
call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - life)
call('PEXPIRE', KEYS[1], life)
return {said}
