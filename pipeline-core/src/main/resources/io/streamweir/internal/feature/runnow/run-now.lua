-- Makes delayed entries of a stage due at once, or keys whose first entry is parked until its time. Nothing else of them changes, so they
-- come back as the attempts that they are, and entries of a key in their order.
--
-- KEYS  1 later, or parked at a keyed stage, 2 blocked at a keyed stage, else later again
-- ARGV  DELAYED or PARKED, then members of the first key, of PARKED ones each with the key of its job behind it
-- Needs later: must allowWhenFull ZADD; parked: must ZRANGE ZSCORE; blocked: must allowWhenFull ZADD; server: TIME
-- Reply { how many are due earlier than before, how many wait behind another entry of their key, how many are there no longer }
-- Delayed ones keep the order in which they are given: each is due a fraction of a ms behind the one before.
-- Invariant: no entry becomes due later than it was, and none is added. A full server refuses nothing, since it takes no memory.

local call = redis.call
local parked = ARGV[1] == 'PARKED'

local denied = denier('nothing is due earlier')
local wrong = must(KEYS[1], 'zset') or must(KEYS[2], 'zset') or lacks(denied, {'ZADD', 'ZREM'}, KEYS[2])
if parked then
  wrong = wrong or lacks(denied, {'ZRANGE', 'ZSCORE'}, KEYS[1])
end
if wrong then
  return redis.error_reply(wrong)
end

allowWhenFull(KEYS[2])
local time = call('TIME')
local now = time[1] * 1000 + time[2] / 1000
local FRACTION = 1 / 4096 -- a score of ms since 1970 holds no less
local earlier, behind, gone = 0, 0, 0

local function hasten(set, member)
  earlier = earlier + call('ZADD', set, 'XX', 'LT', 'CH', string.format('%.4f', now), member)
  now = now + FRACTION
end

-- The first 40 characters of a member are those of all of its key, in their order.
local function isFirst(member)
  local digest = string.sub(member, 1, 40)
  return call('ZRANGE', KEYS[1], '[' .. digest, '(' .. digest .. ':', 'BYLEX', 'LIMIT', 0, 1)[1] == member
end

if parked then
  for n = 2, #ARGV, 2 do
    if not call('ZSCORE', KEYS[1], ARGV[n]) then
      gone = gone + 1
    elseif isFirst(ARGV[n]) then
      hasten(KEYS[2], ARGV[n + 1])
    else
      behind = behind + 1
    end
  end
else
  for n = 2, #ARGV do
    hasten(KEYS[1], ARGV[n])
  end
end
return {earlier, behind, gone}
