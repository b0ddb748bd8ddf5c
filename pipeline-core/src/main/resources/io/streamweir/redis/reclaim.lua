-- Takes entries whose lease has run out for this consumer and counts a delivery of each. One bounded step of a scan: it
-- looks at no more than ten times `count` pending entries.
--
-- KEYS  1 inbox
-- ARGV  group, consumer, lease in ms, cursor (0-0 at the start), most entries to take
-- Reply next cursor (0-0 at the end), { ids that were deleted while pending }, { id, fields, deliveries, from consumer } ...
-- Invariant: an entry whose lease still runs is left alone.

local group, consumer = ARGV[1], ARGV[2]
local found = redis.call('XAUTOCLAIM', KEYS[1], group, consumer, ARGV[3], ARGV[4], 'COUNT', ARGV[5])
local taken = {}
for k, entry in ipairs(found[2]) do
  local pending = redis.call('XPENDING', KEYS[1], group, entry[1], entry[1], 1)[1]
  taken[k] = {entry[1], entry[2], pending and pending[4] or 1}
end
return {found[1], found[3] or {}, taken}
