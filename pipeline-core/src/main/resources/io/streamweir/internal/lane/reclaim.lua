-- Takes entries whose lease has run out for this consumer, and counts a delivery of each. One bounded step of a scan: it looks at no more
-- than about 2,000 pending entries, even if it takes few, and takes about 8 MiB at most.
--
-- KEYS  1 inbox
-- ARGV  group, consumer, lease in ms, cursor (0-0 at the start), most entries to take, most deliveries of an entry, whether
--       one may be taken for the last time (1 or 0), the latest time of the server that the caller has heard, in ms (0: none)
-- Needs inbox: EXISTS XAUTOCLAIM XCLAIM XPENDING XINFO|GROUPS; server: TIME
-- Reply next cursor (0-0 at the end), { ids that were deleted while pending }, { { id, fields, deliveries } ... }, how many
--       were left alone since they would have been taken for the last time, the server's time in ms
-- If the clock was set back, entries seem to have been given out in the future. They would be idle only when that time has come. So their
-- leases begin anew.
-- Invariant: an entry whose lease still runs is left alone. No two entries are taken for the last time together. So an entry that kills its
-- worker spends the last delivery of no other.

local group, consumer = ARGV[1], ARGV[2]
local cursor, left, looks = ARGV[4], tonumber(ARGV[5]), 2000
local most, mayTakeLast = tonumber(ARGV[6]), ARGV[7] == '1'
local deleted, taken, deferred = {}, {}, 0
local bytes, mostBytes, mostAtOnce = 0, 8388608, 16

-- Else entries would be taken and a delivery counted, and no reply would tell the caller.
local wrong = lacks(denier('nothing was taken'), {'XPENDING', 'XCLAIM'}, KEYS[1])
if wrong then
  return redis.error_reply(wrong)
end

local function lastGiven()
  for _, info in ipairs(redis.call('EXISTS', KEYS[1]) == 1 and redis.call('XINFO', 'GROUPS', KEYS[1]) or {}) do
    local named = {}
    for k = 1, #info, 2 do
      named[info[k]] = info[k + 1]
    end
    if named['name'] == group then
      return tonumber(string.match(named['last-delivered-id'], '^%d+'))
    end
  end
  return 0
end

-- An entry whose idle time is told as 0 was given out just now, or in the future.
local function restartLeases()
  local from = '-'
  while from do
    local found = redis.call('XPENDING', KEYS[1], group, from, '+', 1000)
    for _, item in ipairs(found) do
      if item[3] == 0 then
        redis.call('XCLAIM', KEYS[1], group, item[2], 0, item[1], 'IDLE', 0, 'JUSTID')
      end
    end
    from = #found == 1000 and '(' .. found[1000][1] or nil
  end
end

-- Entries differ in size, and all that are taken are in memory at once.
local function sizeOf(fields)
  local size = 0
  for k = 2, #fields, 2 do
    size = size + #fields[k]
  end
  return size
end

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local heard = tonumber(ARGV[8])
if (heard > 0 and heard or lastGiven()) > now then -- ids of entries are times of the server, too
  restartLeases()
end

repeat
  -- The server itself looks at ten entries for each one it may take.
  local found = redis.call('XAUTOCLAIM', KEYS[1], group, consumer, ARGV[3], cursor, 'COUNT', math.min(left, mostAtOnce))
  looks = looks - 10 * math.min(left, mostAtOnce)
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
      bytes = bytes + sizeOf(entry[2])
    end
  end
  cursor = found[1]
until cursor == '0-0' or left <= 0 or looks <= 0 or bytes >= mostBytes
return {cursor, deleted, taken, deferred, now}
