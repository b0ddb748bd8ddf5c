-- Takes entries whose lease has run out for this consumer and counts a delivery of each. One bounded step of a scan: it
-- looks at no more than about 2,000 pending entries, however few it may take.
--
-- KEYS  1 inbox
-- ARGV  group, consumer, lease in ms, cursor (0-0 at the start), most entries to take, most deliveries of an entry, whether
--       one may be taken for the last time (1 or 0)
-- Reply next cursor (0-0 at the end), { ids that were deleted while pending }, { { id, fields, deliveries } ... }, how many
--       were left alone since they would have been taken for the last time
-- Invariant: an entry whose lease still runs is left alone. No two entries are taken for the last time together, so that one
-- which kills its worker spends the last delivery of no other.

local group, consumer = ARGV[1], ARGV[2]
local cursor, left, looks = ARGV[4], tonumber(ARGV[5]), 2000
local most, mayTakeLast = tonumber(ARGV[6]), ARGV[7] == '1'
local deleted, taken, deferred = {}, {}, 0

-- Else entries would be taken, and a delivery counted, with nobody to hear of it.
local wrong = lacks(denier('nothing was taken'), {'XPENDING', 'XCLAIM'}, KEYS[1])
if wrong then
  return redis.error_reply(wrong)
end
repeat
  -- The server itself looks at ten entries for each one it may take.
  local found = redis.call('XAUTOCLAIM', KEYS[1], group, consumer, ARGV[3], cursor, 'COUNT', left)
  looks = looks - 10 * left
  for _, id in ipairs(found[3] or {}) do
    deleted[#deleted + 1] = id
  end
  for _, entry in ipairs(found[2]) do
    local pending = redis.call('XPENDING', KEYS[1], group, entry[1], entry[1], 1)[1]
    local deliveries = pending and pending[4] or 1
    if deliveries == most and not mayTakeLast then
      redis.call('XCLAIM', KEYS[1], group, 'handed-back', 0, entry[1], 'IDLE', tonumber(ARGV[3]) + 1, 'RETRYCOUNT',
        deliveries - 1, 'JUSTID')
      deferred = deferred + 1
    else
      mayTakeLast = mayTakeLast and deliveries ~= most
      taken[#taken + 1] = {entry[1], entry[2], deliveries}
      left = left - 1
    end
  end
  cursor = found[1]
until cursor == '0-0' or left <= 0 or looks <= 0
return {cursor, deleted, taken, deferred}
