-- Gives a reader of the log of results the ends that follow. Those that were trimmed before the reader came to them are counted first.
--
-- KEYS  1 ends, 2 missed
-- ARGV  group, consumer, reader, most ends to give
-- Needs ends: XINFO|GROUPS XINFO|STREAM XGROUP|SETID XREADGROUP; missed: HINCRBY
-- Reply how many were trimmed since the last call, the id behind which the reader is, { { id, fields } ... }
-- Invariant: the server trims nothing between the two. So each end is given to one consumer of the reader, or counted as missed, once.

local call = redis.call
local STEP, MOST_BYTES = 16, 8388608 -- ends differ in size, and all that are given are in memory at once
local missed, behind = 0, '0-0'

local function parts(id)
  local ms, seq = string.match(id, '^(%d+)-(%d+)$')
  return tonumber(ms), tonumber(seq)
end

local function isBefore(a, b)
  local ms, seq = parts(a)
  local other, otherSeq = parts(b)
  return ms < other or ms == other and seq < otherSeq
end

local function idBefore(id)
  local ms, seq = parts(id)
  if seq == 0 then
    return string.format('%.0f', ms - 1) .. '-18446744073709551615'
  end
  return string.format('%.0f-%.0f', ms, seq - 1)
end

-- Redis knows how many ends there ever were before the first one that is left, and how many of them the group was given. Below 7.2 it
-- does not see that a group has passed over some, so it is told.
local function passOverGap(log, group)
  local gone = field(log, 'entries-added') - field(log, 'length')
  local first = field(log, 'first-entry')
  local to = first and idBefore(first[1]) or field(log, 'last-generated-id')
  local read = field(group, 'entries-read')
  if read and gone > read and isBefore(behind, to) then
    missed, behind, read = gone - read, to, gone
    call('XGROUP', 'SETID', KEYS[1], ARGV[1], to, 'ENTRIESREAD', gone)
    redis.pcall('HINCRBY', KEYS[2], ARGV[3], missed) -- a foreign value there may refuse it
  end
  return read
end

-- Redis tells its log and its replicas that a group has read, but not how many entries. So after a restart or a failover the reader
-- would seem to have read fewer.
local function tellRead(read, added, given, all)
  local now = all and added or read and read + given
  if now and (given > 0 or now ~= read) then
    call('XGROUP', 'SETID', KEYS[1], ARGV[1], behind, 'ENTRIESREAD', now)
  end
end

local added, read
local log = redis.pcall('XINFO', 'STREAM', KEYS[1])
for _, group in ipairs(log.err and {} or call('XINFO', 'GROUPS', KEYS[1])) do
  if field(group, 'name') == ARGV[1] then
    behind = field(group, 'last-delivered-id')
    added, read = field(log, 'entries-added'), passOverGap(log, group)
  end
end

local given, bytes, most = {}, 0, tonumber(ARGV[4])
local step, ends
repeat
  step = math.min(STEP, most - #given)
  local found = call('XREADGROUP', 'GROUP', ARGV[1], ARGV[2], 'COUNT', step, 'STREAMS', KEYS[1], '>')
  ends = found and found[1][2] or {}
  for _, entry in ipairs(ends) do
    given[#given + 1] = entry
    behind = entry[1]
    bytes = bytes + #(entry[2][2] or '')
  end
until #ends < step or #given == most or bytes > MOST_BYTES
if added then
  tellRead(read, added, #given, #ends < step)
end
return {missed, behind, given}
