-- Moves entries that are due from the later sets of a partition into their inboxes.
--
-- KEYS  triples of later set, inbox and dead stream
-- ARGV  most entries to move from each set
-- Reply how many were moved, ms until the next entry is due (-1: none waits)
-- Invariant: an entry is in the later set or in the inbox, never in both and never in neither. What is no entry at all
-- becomes a dead letter, so that it does not stand in the way of those behind it.

local call = redis.call
local time = call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local moved = 0
local next = -1
for k = 1, #KEYS, 3 do
  for _, member in ipairs(call('ZRANGE', KEYS[k], '-inf', now, 'BYSCORE', 'LIMIT', 0, ARGV[1])) do
    local packed, fields = pcall(cmsgpack.unpack, member)
    if packed and type(fields) == 'table' and #fields >= 3 and #fields % 2 == 1 then
      call('XADD', KEYS[k + 1], '*', unpack(fields, 2))
    else
      call('XADD', KEYS[k + 2], '*', 'reason', 'malformed', 'error', 'a member of the later set is no entry',
        'attempts', '0', 'entry', '0-0', 'f:later', member)
    end
    call('ZREM', KEYS[k], member)
    moved = moved + 1
  end
  local head = call('ZRANGE', KEYS[k], 0, 0, 'WITHSCORES')
  if head[2] then
    local wait = math.max(0, tonumber(head[2]) - now)
    if next < 0 or wait < next then
      next = wait
    end
  end
end
return {moved, next}
