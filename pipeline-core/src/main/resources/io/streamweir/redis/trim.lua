-- Trims an inbox below the oldest entry that any of its groups has not settled, foreign groups included.
--
-- KEYS  1 inbox
-- ARGV  ~ (whole nodes only, cheap) or = (exact), retention in ms of settled entries, group
-- Reply how many entries were trimmed
-- Invariant: an entry that is waiting for, or pending in, any group stays. Where our own group is gone, nothing is settled
-- for sure and everything stays.

local call = redis.call
if call('TYPE', KEYS[1]).ok ~= 'stream' then
  return 0
end

-- The two parts of an id are compared as decimal digits: a number of Lua holds them exactly only below 2^53, and anyone
-- may append with an id of their own.
local function less(a, b)
  if #a ~= #b then
    return #a < #b
  end
  return a < b
end

local floorMs, floorSeq
local ours
local function lower(ms, seq)
  if not floorMs or less(ms, floorMs) or (ms == floorMs and less(seq, floorSeq)) then
    floorMs, floorSeq = ms, seq
  end
end

for _, info in ipairs(call('XINFO', 'GROUPS', KEYS[1])) do
  local named = {}
  for k = 1, #info, 2 do
    named[info[k]] = info[k + 1]
  end
  if named['pending'] > 0 then
    lower(string.match(call('XPENDING', KEYS[1], named['name'], '-', '+', 1)[1][1], '(%d+)-(%d+)'))
  end
  if named['name'] == ARGV[3] then
    ours = named
  end
  local ms, seq = string.match(named['last-delivered-id'], '(%d+)-(%d+)')
  lower(ms, #seq < 16 and string.format('%.0f', tonumber(seq) + 1) or seq)
end
if not ours then
  return 0
end

-- After a restart from a rewritten log Redis 7.0 knows of fewer reads than there were and reports a
-- lag for ever. Where nothing waits, all that was ever added has been read. A user who may not correct it may still trim.
if ours['lag'] ~= 0 and #call('XRANGE', KEYS[1], '(' .. ours['last-delivered-id'], '+', 'COUNT', 1) == 0 then
  local stream = redis.pcall('XINFO', 'STREAM', KEYS[1])
  for k = 1, #stream, 2 do
    if stream[k] == 'entries-added' then
      redis.pcall('XGROUP', 'SETID', KEYS[1], ARGV[3], ours['last-delivered-id'], 'ENTRIESREAD', stream[k + 1])
    end
  end
end
local retention = tonumber(ARGV[2])
if retention > 0 then
  local time = call('TIME')
  local oldest = time[1] * 1000 + math.floor(time[2] / 1000) - retention
  lower(string.format('%.0f', math.max(0, oldest)), '0')
end
local floor = floorMs .. '-' .. floorSeq
if ARGV[1] == '~' then
  return call('XTRIM', KEYS[1], 'MINID', '~', floor, 'LIMIT', 100000)
end
return call('XTRIM', KEYS[1], 'MINID', '=', floor)
