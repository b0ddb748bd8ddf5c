-- Removes submitted entries from the outboxes of one partition, and reads the next ones to submit. As long as one worker asks, no other
-- worker gets entries. If others did, they would send the same jobs again, which is harmless and useless.
--
-- KEYS  1 forwarder, then the outboxes
-- ARGV  worker, ms for which it stays the one that forwards, about how many bytes of values of an outbox, then for each outbox: where
--       to read from, as XRANGE has it, most entries to read, n, n ids to remove
-- Needs forwarder: must GET SET; outbox: must XLEN XRANGE XDEL
-- Reply for each outbox { entries that wait, entries to submit }
-- Invariant: entries are read in the order of their ids, and none is passed over in front of one that is read. If any is read, the script
-- has written before: so WAIT behind it speaks of what it read.

local LARGEST_STEP = 64
local call = redis.call
local worker, lease = ARGV[1], ARGV[2]

local denied = denier('nothing was removed')
local wrong = must(KEYS[1], 'string') or lacks(denied, {'GET', 'SET'}, KEYS[1])
for k = 2, #KEYS do
  wrong = wrong or must(KEYS[k], 'stream') or lacks(denied, {'XLEN', 'XRANGE', 'XDEL'}, KEYS[k])
end
if wrong then
  return redis.error_reply(wrong)
end

local function read(outbox, from, most)
  local entries, bytes, step = {}, tonumber(ARGV[3]), 1 -- the first ones say how large they are
  while #entries < most and bytes > 0 do
    local some = call('XRANGE', outbox, from, '+', 'COUNT', math.min(step, most - #entries))
    for _, entry in ipairs(some) do
      entries[#entries + 1] = entry
      for f = 2, #entry[2], 2 do
        bytes = bytes - #entry[2][f]
      end
    end
    if #some < step then
      break
    end
    from, step = '(' .. some[#some][1], math.min(2 * step, LARGEST_STEP)
  end
  return entries
end

local at, turns, lengths, waiting = 4, {}, {}, 0
for k = 2, #KEYS do
  local n = tonumber(ARGV[at + 2])
  turns[k] = at
  if n > 0 then
    call('XDEL', KEYS[k], unpack(ARGV, at + 3, at + 2 + n))
  end
  lengths[k] = call('XLEN', KEYS[k])
  waiting = waiting + lengths[k]
  at = at + 3 + n
end

local holder = call('GET', KEYS[1])
local mine = waiting > 0 and (not holder or holder == worker)
if mine then
  local kept = redis.pcall('SET', KEYS[1], worker, 'PX', lease)
  if kept.err then -- a full server takes it behind a removal
    call('XDEL', KEYS[2], '0-0')
    call('SET', KEYS[1], worker, 'PX', lease)
  end
end
local found = {}
for k = 2, #KEYS do
  at = turns[k]
  found[k - 1] = {lengths[k], mine and lengths[k] > 0 and read(KEYS[k], ARGV[at], tonumber(ARGV[at + 1])) or {}}
end
return found
