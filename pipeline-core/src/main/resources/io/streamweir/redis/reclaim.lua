-- Takes entries whose lease has run out for this consumer and counts a delivery of each. One bounded step of a scan: it
-- looks at no more than about 2,000 pending entries, however few it may take.
--
-- KEYS  1 inbox
-- ARGV  group, consumer, lease in ms, cursor (0-0 at the start), most entries to take
-- Reply next cursor (0-0 at the end), { ids that were deleted while pending }, { id, fields, deliveries, from consumer } ...
-- Invariant: an entry whose lease still runs is left alone.

local group, consumer = ARGV[1], ARGV[2]
local cursor, left, looks = ARGV[4], tonumber(ARGV[5]), 2000
local deleted, taken = {}, {}
repeat
  -- The server itself looks at ten entries for each one it may take.
  local found = redis.call('XAUTOCLAIM', KEYS[1], group, consumer, ARGV[3], cursor, 'COUNT', left)
  looks = looks - 10 * left
  for _, id in ipairs(found[3] or {}) do
    deleted[#deleted + 1] = id
  end
  for _, entry in ipairs(found[2]) do
    local pending = redis.call('XPENDING', KEYS[1], group, entry[1], entry[1], 1)[1]
    taken[#taken + 1] = {entry[1], entry[2], pending and pending[4] or 1}
    left = left - 1
  end
  cursor = found[1]
until cursor == '0-0' or left <= 0 or looks <= 0
return {cursor, deleted, taken}
