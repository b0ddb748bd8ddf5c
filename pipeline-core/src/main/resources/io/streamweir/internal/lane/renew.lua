-- Renews the leases of entries that the consumer still owns. Counts no delivery.
--
-- KEYS  1 inbox
-- ARGV  group, consumer, then entry ids
-- Needs inbox: XCLAIM XPENDING
-- Reply { ids that the consumer no longer owns }, { ids that it owned but that were deleted from the stream }
-- Invariant: an entry that another consumer has taken, or that is settled, is left alone.

local owned = {}
local lost = {}
for i = 3, #ARGV do
  local pending = redis.call('XPENDING', KEYS[1], ARGV[1], ARGV[i], ARGV[i], 1, ARGV[2])
  if #pending == 1 then
    owned[#owned + 1] = ARGV[i]
  else
    lost[#lost + 1] = ARGV[i]
  end
end
local deleted = {}
for from = 1, #owned, 1000 do
  local to = math.min(from + 999, #owned)
  local renewed = {}
  -- XCLAIM wants the options behind the ids, so the list ends with JUSTID.
  local ids = {unpack(owned, from, to)}
  ids[#ids + 1] = 'JUSTID'
  for _, id in ipairs(redis.call('XCLAIM', KEYS[1], ARGV[1], ARGV[2], 0, unpack(ids))) do
    renewed[id] = true
  end
  for i = from, to do
    if not renewed[owned[i]] then
      deleted[#deleted + 1] = owned[i]
    end
  end
end
return {lost, deleted}
