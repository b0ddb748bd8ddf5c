-- A worker says that it works on a keyed stage, or that it stops. The reply says which share of the partitions is its own.
--
-- KEYS  1 members, a sorted set by when each was heard last, in ms since 1970
-- ARGV  member, empty where it is a new one, name of the worker, lease in ms, whether it leaves (1 or 0)
-- Needs stageMembers: ZADD ZRANGE ZREM ZREMRANGEBYSCORE PEXPIRE; server: TIME
-- Reply member, its place among them from 0, how many there are
-- A member's name begins with when it came, in us. So a later member gets a later place, and takes no more than a share from others.
-- Invariant: a member that was not heard of for a lease is none. If the clock was set back, some members seem to have been heard later than
-- now. Their lease begins now.

local call = redis.call
local member, lease = ARGV[1], tonumber(ARGV[3])

local wrong = lacks(denier('nothing was done'), {'ZADD', 'ZREM', 'ZREMRANGEBYSCORE', 'ZRANGE', 'PEXPIRE'}, KEYS[1])
if wrong then
  return redis.error_reply(wrong)
end
local time = call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - lease)
if ARGV[4] == '1' then
  call('ZREM', KEYS[1], member)
  return {member, 0, 0}
end
if member == '' then
  member = string.format('%.0f %s', time[1] * 1000000 + time[2], ARGV[2])
end
call('ZADD', KEYS[1], now, member)
call('PEXPIRE', KEYS[1], 10 * lease)
for _, other in ipairs(call('ZRANGE', KEYS[1], '(' .. now, '+inf', 'BYSCORE')) do
  call('ZADD', KEYS[1], now, other)
end
local members = call('ZRANGE', KEYS[1], 0, -1)
local place = 0
for _, other in ipairs(members) do
  if other < member then
    place = place + 1
  end
end
return {member, place, #members}
