-- Moves entries that are due from the later sets of a partition into their inboxes.
--
-- KEYS  pairs of later set and inbox
-- ARGV  most entries to move from each set
-- Reply how many were moved, ms until the next entry is due (-1: none waits)
-- Invariant: an entry is in the later set or in the inbox, never in both and never in neither.

local call = redis.call

-- The fields of a member, or, where something else was put into the set, the member itself in a field `later`: the worker
-- then buries it as malformed, and what waits behind it is not held up.
local function fieldsOf(member)
  local readable, packed = pcall(cmsgpack.unpack, member)
  if not readable or type(packed) ~= 'table' or #packed < 3 or #packed % 2 == 0 or #packed > 2000 then
    return {'later', member}
  end
  for k = 1, #packed do
    if type(packed[k]) ~= 'string' then
      return {'later', member}
    end
  end
  return {unpack(packed, 2)}
end

local time = call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local moved = 0
local next = -1
for k = 1, #KEYS, 2 do
  for _, member in ipairs(call('ZRANGE', KEYS[k], '-inf', now, 'BYSCORE', 'LIMIT', 0, ARGV[1])) do
    call('XADD', KEYS[k + 1], '*', unpack(fieldsOf(member)))
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
