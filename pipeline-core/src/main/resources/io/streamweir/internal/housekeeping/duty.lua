-- A worker says that it lives, and hears which share of the upkeep is its own. It tells news, and hears those of other workers.
--
-- KEYS  1 news, then for each group of workers that share some upkeep: its members, all with score 0; and when each was heard last, in ms
--       since 1970
-- ARGV  member, lease in ms, whether it leaves (1 or 0), number of the latest news that it knows (empty: it hears none), what it tells ...
-- Needs duty: ZADD ZCARD ZRANK ZREM PEXPIRE DEL; dutyHeard: allowWhenFull ZADD ZCARD ZRANGE ZREM PEXPIRE; news: ZADD ZRANGE PEXPIRE
-- Needs server: TIME
-- Reply number of the latest news (0: none), { those above what it knows ... }, then for each group its place among the members from 0
--       (-1: it is none), how many members there are
-- If the clock was set back, some members seem to have been heard later than now. Their lease begins now. Numbers of news only grow.
-- Invariant: a member that was not heard of for a lease is none. Two workers may hold the same place for a moment, so what they do by it
-- must be safe when both do it.

local call = redis.call
local member, lease, leaves, known = ARGV[1], tonumber(ARGV[2]), ARGV[3] == '1', ARGV[4]
local time = call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local function forget(members, heard)
  for _, gone in ipairs(call('ZRANGE', heard, '-inf', now - lease, 'BYSCORE')) do
    call('ZREM', heard, gone)
    call('ZREM', members, gone)
  end
  for _, ahead in ipairs(call('ZRANGE', heard, '(' .. now, '+inf', 'BYSCORE')) do
    call('ZADD', heard, now, ahead)
  end
end

-- One of the two may have been lost.
local function agree(members, heard)
  if call('ZCARD', members) ~= call('ZCARD', heard) then
    call('DEL', members)
    for _, each in ipairs(call('ZRANGE', heard, 0, -1)) do
      call('ZADD', members, 0, each)
    end
    call('PEXPIRE', members, 10 * lease)
  end
end

local function stay(members, heard)
  call('ZADD', heard, now, member)
  call('ZADD', members, 0, member)
  call('PEXPIRE', heard, 10 * lease)
  call('PEXPIRE', members, 10 * lease)
end

local latest = tonumber(call('ZRANGE', KEYS[1], -1, -1, 'WITHSCORES')[2] or 0)
local news = known ~= '' and tonumber(known) < latest and call('ZRANGE', KEYS[1], '(' .. known, '+inf', 'BYSCORE') or {}
local reply = {latest, news}
for k = 2, #KEYS, 2 do
  local members, heard = KEYS[k], KEYS[k + 1]
  allowWhenFull(heard)
  forget(members, heard)
  if leaves then
    call('ZREM', heard, member)
    call('ZREM', members, member)
  else
    stay(members, heard)
  end
  agree(members, heard)
  reply[#reply + 1] = call('ZRANK', members, member) or -1
  reply[#reply + 1] = call('ZCARD', members)
end
for k = 5, #ARGV do
  latest = math.max(latest + 1, time[1] * 1000000 + time[2])
  call('ZADD', KEYS[1], string.format('%.0f', latest), ARGV[k])
  call('PEXPIRE', KEYS[1], 86400000)
end
reply[1] = latest
return reply
