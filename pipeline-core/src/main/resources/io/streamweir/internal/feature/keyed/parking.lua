-- What take.lua and settle.lua of a keyed stage have in common: the owner of the partition, and the parked entries. This text is put
-- between checks.lua and theirs, and takes its own keys and argument off the end of KEYS and ARGV before they look.
--
-- KEYS  1 inbox, and at the end owner, blocked, parked
-- ARGV  at the end the token of the caller's ownership
-- Needs inbox: XADD; owner: HGET HSET; blocked: must ZADD ZRANGE ZREM ZSCORE; parked: must ZADD ZRANGE ZREM ZSCORE
-- Needs server: TIME
-- Reply an error NOTOWNER where the caller does not own the partition; nothing is done then
-- Invariants, for each key: as long as the key is blocked, a worker is given only those of its entries that were unparked last. Parked
-- entries come back in the order of their arrival at the stage. When nothing of the key is parked, the key is free again.
--
-- blocked is a sorted set of keys. A score above 0 is when the first parked entry of the key is due, in ms since 1970; one below 0 is an
-- epoch, negated: entries of the key are back in the inbox, with the epoch in field q. parked is a sorted set in which all scores are 0. A
-- member is the SHA-1 of the key, the entry's position in 40 digits, and its fields in MessagePack. So the entries of a key are neighbours
-- in their order. A position is the id with which the entry arrived first. owner holds in `epoch` the highest epoch of its ownership: no
-- two calls unpark under the same, and later ones have higher ones, also where the clock is set back.

local token = table.remove(ARGV)
local parked, blocked, owner = table.remove(KEYS), table.remove(KEYS), table.remove(KEYS)
local MOST_UNPARKED = 128
local RETRY = 1000 -- in ms

if redis.call('HGET', owner, 'token') ~= token then
  return redis.error_reply('NOTOWNER nothing was done: the worker no longer owns ' .. KEYS[1])
end
do
  local denied = denier('nothing was done')
  local wrong
  for _, key in ipairs({blocked, parked}) do
    wrong = wrong or must(key, 'zset') or lacks(denied, {'ZADD', 'ZRANGE', 'ZREM', 'ZSCORE'}, key)
  end
  wrong = wrong or denied('XADD', KEYS[1]) or denied('HSET', owner)
  if wrong then
    return redis.error_reply(wrong)
  end
end

local microsNow
local function micros()
  if not microsNow then
    local time = redis.call('TIME')
    microsNow = time[1] * 1000000 + time[2]
  end
  return microsNow
end

local function digits(number)
  return string.sub(string.rep('0', 20) .. number, -20)
end

-- Parks an entry whose key goes on after `delay` ms, or, where that is below 0, when those before it have ended.
local function park(key, position, fields, delay)
  local ms, seq = string.match(position, '^(%d+)%-(%d+)$')
  redis.call('ZADD', parked, 0, redis.sha1hex(key) .. digits(ms) .. digits(seq) .. cmsgpack.pack(fields))
  local now = math.floor(micros() / 1000)
  if delay >= 0 then
    redis.call('ZADD', blocked, now + delay, key)
  elseif not redis.call('ZSCORE', blocked, key) then
    redis.call('ZADD', blocked, now, key) -- those before it have ended otherwise than their worker thought
  end
end

-- What park has put together. If a member is not of park's form, an entry that no worker can read, so that it becomes a dead letter.
local function parkedEntry(member)
  local ms, seq = string.match(string.sub(member, 41, 60), '^0*(%d+)$'), string.match(string.sub(member, 61, 80), '^0*(%d+)$')
  local packed, fields = pcall(cmsgpack.unpack, string.sub(member, 81))
  if ms and seq and packed and type(fields) == 'table' and #fields > 0 and #fields % 2 == 0 then
    return fields, ms, seq
  end
  return {'parked', member}, '0', '0'
end

-- Puts the first entries of the key back into the inbox; the last of them will ask for twice as many.
local function unpark(key, most)
  local prefix = redis.sha1hex(key)
  local members = redis.call('ZRANGE', parked, '[' .. prefix, '(' .. prefix .. ':', 'BYLEX', 'LIMIT', 0, most)
  if #members == 0 then
    redis.call('ZREM', blocked, key)
    return
  end
  local epoch = string.format('%.0f', math.max(micros(), tonumber(redis.call('HGET', owner, 'epoch') or 0) + 1))
  redis.call('HSET', owner, 'epoch', epoch)
  for k, member in ipairs(members) do
    local fields, ms, seq = parkedEntry(member)
    fields[#fields + 1] = 'q'
    fields[#fields + 1] = string.format('%s-%s %s %d', ms, seq, epoch, k == #members and math.min(2 * most, MOST_UNPARKED) or 0)
    local added = redis.pcall('XADD', KEYS[1], '*', unpack(fields))
    if type(added) == 'table' then -- the inbox has no ids left: what is not back stays where it is
      redis.call('ZADD', blocked, math.floor(micros() / 1000) + RETRY, key)
      return
    end
    redis.call('ZREM', parked, member)
  end
  redis.call('ZADD', blocked, '-' .. epoch, key)
end

-- The last of those that were unparked together has ended.
local function goOn(key, epoch, most)
  if tonumber(redis.call('ZSCORE', blocked, key)) == -tonumber(epoch) then
    unpark(key, most)
  end
end

