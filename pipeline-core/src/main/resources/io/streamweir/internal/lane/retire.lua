-- Deletes consumers without pending entries: one by name, or all that have been idle for long.
--
-- KEYS  1 inbox
-- ARGV  group, consumer (empty: all), least idle time in ms
-- Needs inbox: EXISTS XINFO|CONSUMERS XGROUP|DELCONSUMER
-- Reply how many were deleted
-- Invariant: a consumer that owns a pending entry stays, for its pending list would go with it.

if redis.call('EXISTS', KEYS[1]) == 0 then
  return 0
end
local retired = 0
for _, info in ipairs(redis.call('XINFO', 'CONSUMERS', KEYS[1], ARGV[1])) do
  local named = {}
  for k = 1, #info, 2 do
    named[info[k]] = info[k + 1]
  end
  local wanted = ARGV[2] == '' or ARGV[2] == named['name']
  if wanted and named['pending'] == 0 and named['idle'] >= tonumber(ARGV[3]) then
    redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[1], named['name'])
    retired = retired + 1
  end
end
return retired
