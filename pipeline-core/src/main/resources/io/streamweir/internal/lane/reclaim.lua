-- Takes entries whose lease has run out for this consumer, and counts a delivery of each. One bounded step of a scan: it looks at no more
-- than about 2,000 pending entries, even if it takes few, and takes about 8 MiB at most.
--
-- KEYS  1 inbox, 2 how far the scan has come that all consumers share (optional)
-- ARGV  group, consumer, lease in ms, cursor (0-0 at the start), most entries to take, most deliveries of an entry, whether
--       one may be taken for the last time (1 or 0), the latest time of the server that the caller has heard, in ms (0: none);
--       with a shared scan, which has a cursor of its own: for how many ms no other begins, or twice as many where many are pending
-- Needs inbox: EXISTS XAUTOCLAIM XCLAIM XPENDING XINFO|GROUPS; swept: HDEL HGET HSET; server: TIME
-- Reply next cursor (0-0 at the end), { ids that were deleted while pending }, { { id, fields, deliveries } ... }, how many
--       were left alone since they would have been taken for the last time, the server's time in ms
-- If the clock was set back, entries seem to have been given out in the future. They would be idle only when that time has come. So their
-- leases begin anew.
-- A shared scan goes on where the last call has ended, whose ever that was. So its cost does not grow with the number of those who ask. It
-- first asks for an entry whose lease has run out: Redis compares 100,000 idle times in a few ms, and claims 2,000 entries in that time.
-- Invariant: an entry whose lease still runs is left alone. No two entries are taken for the last time together. So an entry that kills its
-- worker spends the last delivery of no other.

local group, consumer = ARGV[1], ARGV[2]
local cursor, left, looks = ARGV[4], tonumber(ARGV[5]), 2000
local most, mayTakeLast = tonumber(ARGV[6]), ARGV[7] == '1'
local deleted, taken, deferred = {}, {}, 0
local bytes, mostBytes, mostAtOnce = 0, 8388608, 16

-- Else entries would be taken and a delivery counted, and no reply would tell the caller.
local denied = denier('nothing was taken')
local wrong = lacks(denied, {'XPENDING', 'XCLAIM'}, KEYS[1]) or KEYS[2] and lacks(denied, {'HDEL', 'HSET'}, KEYS[2])
if wrong then
  return redis.error_reply(wrong)
end

-- What the server says of our group.
local function ours()
  for _, info in ipairs(redis.call('EXISTS', KEYS[1]) == 1 and redis.call('XINFO', 'GROUPS', KEYS[1]) or {}) do
    if field(info, 'name') == group then
      return info
    end
  end
end

local function lastGiven()
  local info = ours()
  return info and tonumber(string.match(field(info, 'last-delivered-id'), '^%d+')) or 0
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

-- Where the shared scan goes on; nothing where it is through, and no other is due. Those who have another lease have another scan.
local function shared()
  local at = redis.call('HGET', KEYS[2], 'cursor:' .. ARGV[3]) or '0-0'
  if at ~= '0-0' and string.match(at, '^%d+%-%d+$') then
    return at
  end
  local wait = tonumber(redis.call('HGET', KEYS[2], 'due:' .. ARGV[3]) or 0) - now
  return (wait <= 0 or wait > 2 * ARGV[9]) and '0-0' or nil -- so long only if the clock was set back
end

local function overdue(from)
  local found = redis.call('XPENDING', KEYS[1], group, 'IDLE', ARGV[3], from, '+', 1)[1]
  return found and found[1]
end

local pending = 0
if KEYS[2] then
  cursor = shared()
  if not cursor then
    return {'0-0', {}, {}, 0, now}
  end
  local info = ours()
  pending = info and field(info, 'pending') or 0
end
local quick = KEYS[2] and pending <= 100000

repeat
  local from = cursor
  if quick then
    from = overdue(cursor)
    if not from then
      cursor = '0-0'
      break
    end
  end
  -- The server itself looks at ten entries for each one it may take.
  local found = redis.call('XAUTOCLAIM', KEYS[1], group, consumer, ARGV[3], from, 'COUNT', math.min(left, mostAtOnce))
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
if KEYS[2] then
  redis.call('HDEL', KEYS[2], '') -- first what a full server allows too, so that it allows the rest
  redis.call('HSET', KEYS[2], 'cursor:' .. ARGV[3], cursor)
  if cursor == '0-0' and deferred == 0 then
    redis.call('HSET', KEYS[2], 'due:' .. ARGV[3], now + ARGV[9] * (pending > 10000 and 2 or 1))
  end
end
return {cursor, deleted, taken, deferred, now}
