-- Hands back entries that the consumer owns: their lease has run out at once. If none of them was started, the delivery that gave them to
-- the consumer is not counted. They wait under the name `handed-back`, so that the consumer can be deleted.
--
-- KEYS  1 inbox
-- ARGV  group, consumer, lease in ms, deliveries to take back (1 or 0), then entry ids
-- Needs inbox: XCLAIM XPENDING
-- Reply how many were handed back
-- Invariant: an entry that another consumer has taken, or that is settled, is left alone.

local count = 0
local idle = tonumber(ARGV[3]) + 1
for i = 5, #ARGV do
  local pending = redis.call('XPENDING', KEYS[1], ARGV[1], ARGV[i], ARGV[i], 1, ARGV[2])[1]
  if pending then
    local deliveries = math.max(0, pending[4] - tonumber(ARGV[4]))
    redis.call('XCLAIM', KEYS[1], ARGV[1], 'handed-back', 0, ARGV[i], 'IDLE', idle, 'RETRYCOUNT', deliveries, 'JUSTID')
    count = count + 1
  end
end
return count
