-- Trims an inbox below the oldest entry that any of its groups has not settled, foreign groups included.
--
-- KEYS  1 inbox
-- ARGV  ~ (whole nodes only, cheap) or = (exact), retention in ms of settled entries, group, what the names of taps begin with,
--       most entries that a tap may keep from being trimmed
-- Needs inbox: TYPE XLEN XPENDING XRANGE XTRIM XINFO|GROUPS XINFO|STREAM XGROUP|SETID; server: TIME
-- Reply how many entries were trimmed, then for each tap that was farther behind its name and how many of them, at most, it
--       had not settled
-- Invariant: an entry that waits for any group or is pending in it stays, unless that group is a tap beyond its bound. If our own group is
-- gone, nothing is known to be settled, and everything stays.

local call = redis.call
if call('TYPE', KEYS[1]).ok ~= 'stream' then
  return {0}
end

-- The two parts of an id are compared as decimal digits: a number of Lua holds them exactly only below 2^53, and anyone
-- may append with an id of their own.
local function less(a, b)
  if #a ~= #b then
    return #a < #b
  end
  return a < b
end

local function lower(floor, ms, seq)
  if not floor.ms or less(ms, floor.ms) or (ms == floor.ms and less(seq, floor.seq)) then
    floor.ms, floor.seq = ms, seq
  end
end

-- Lowers a floor to the oldest entry that the group has not settled.
local function heldBy(floor, group)
  if group['pending'] > 0 then
    lower(floor, string.match(call('XPENDING', KEYS[1], group['name'], '-', '+', 1)[1][1], '(%d+)-(%d+)'))
  end
  local ms, seq = string.match(group['last-delivered-id'], '(%d+)-(%d+)')
  lower(floor, ms, #seq < 16 and string.format('%.0f', tonumber(seq) + 1) or seq)
end

local function unsettled(group)
  return (group['lag'] or call('XLEN', KEYS[1])) + group['pending']
end

local groups, ours = {}, nil
for _, info in ipairs(call('XINFO', 'GROUPS', KEYS[1])) do
  local named = {}
  for k = 1, #info, 2 do
    named[info[k]] = info[k + 1]
  end
  groups[#groups + 1] = named
  if named['name'] == ARGV[3] then
    ours = named
  end
end
if not ours then
  return {0}
end

local function isTap(group)
  return string.sub(group['name'], 1, #ARGV[4]) == ARGV[4]
end

-- Tells Redis how many of all entries ever added the group has read. If the user may not do that, the script still trims.
local function setRead(group, unread)
  local stream = redis.pcall('XINFO', 'STREAM', KEYS[1])
  for k = 1, #stream, 2 do
    if stream[k] == 'entries-added' then
      redis.pcall('XGROUP', 'SETID', KEYS[1], group['name'], group['last-delivered-id'], 'ENTRIESREAD', stream[k + 1] - unread)
    end
  end
  return unread
end

-- Redis tells its log and its replicas that a group has read, but not how many entries. So after a restart or a failover it may report
-- more entries as waiting than there are. Where none waits, the group has read all. Never do more wait than the inbox holds.
local function correctLag(group)
  local lag, length = group['lag'], call('XLEN', KEYS[1])
  if lag ~= 0 and #call('XRANGE', KEYS[1], '(' .. group['last-delivered-id'], '+', 'COUNT', 1) == 0 then
    group['lag'] = setRead(group, 0)
  elseif lag and lag > length then
    group['lag'] = setRead(group, length)
  end
end

for _, group in ipairs(groups) do
  if group == ours or isTap(group) then
    correctLag(group)
  end
end

local floor, patient, late = {}, {}, {} -- without and with the taps that are too far behind
for _, group in ipairs(groups) do
  heldBy(patient, group)
  if isTap(group) and unsettled(group) - unsettled(ours) > tonumber(ARGV[5]) then
    late[#late + 1] = group
  else
    heldBy(floor, group)
  end
end

local retention = tonumber(ARGV[2])
if retention > 0 then
  local time = call('TIME')
  local oldest = string.format('%.0f', math.max(0, time[1] * 1000 + math.floor(time[2] / 1000) - retention))
  lower(floor, oldest, '0')
  lower(patient, oldest, '0')
end

local most = 100000
local function trim(to)
  if ARGV[1] == '~' then
    return call('XTRIM', KEYS[1], 'MINID', '~', to.ms .. '-' .. to.seq, 'LIMIT', most)
  end
  return call('XTRIM', KEYS[1], 'MINID', '=', to.ms .. '-' .. to.seq)
end

local trimmed = trim(patient)
local reply = {trimmed}
if #late > 0 and (ARGV[1] == '=' or trimmed < most) then
  local lost = trim(floor)
  reply[1] = trimmed + lost
  for _, tap in ipairs(lost > 0 and late or {}) do
    reply[#reply + 1] = tap['name']
    reply[#reply + 1] = lost
    setRead(tap, call('XLEN', KEYS[1])) -- else it would count as behind by what it can never read
  end
end
return reply
