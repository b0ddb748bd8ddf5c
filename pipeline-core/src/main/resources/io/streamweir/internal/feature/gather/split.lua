-- Appends parts of one entry of a split stage, a chunk at a time, and keeps the state of their gather, which gathers.lua describes.
--
-- KEYS  1 the split's inbox, 2 state, 3 gathers, 4 the inbox of the parts
-- ARGV  group, consumer, entry, attempt, then
--       open policy timeout again          finds out how far it came, or begins; again is 1 where all parts are to begin anew
--       add generation at before after     appends parts from part `at` on; the checksums of all parts in front of these, and with
--           most split path g n            them; most entries that the inbox of the parts may hold; the split stage's name; what
--                                          the parts' paths begin with; the split entry's own g; then n field arguments that all
--                                          parts have, `j` and the job first, then payloads
-- Needs inbox: mayNotAppend backlog XADD XPENDING XRANGE; gather: must HMGET HSET HINCRBY PEXPIRE UNLINK
-- Needs gathers: must allowWhenFull ZADD ZSCORE; server: TIME
-- Reply AT, generation, parts that were made, their checksum (if the caller expects others, it must open again); or FULL; or LOST (the
--       consumer owns the entry no longer), OVER (the gather has failed), CLOSED (another entry of the job has split it)
-- A full server takes parts only if none waits in their inbox. So while workers handle parts, splits go on there, a chunk at a time. What
-- they add to the full server stays small.
-- Invariant: a part is appended and counted in one step, or neither. A caller that calls twice appends nothing twice. An error says that
-- nothing was appended.

local call = redis.call
local inbox, state, gathers, target = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local group, consumer, id, attempt, what = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4]), ARGV[5]

local denied = denier('no part was appended')
local wrong = must(state, 'hash') or must(gathers, 'zset') or mayNotAppend(target, denied)
wrong = wrong or lacks(denied, {'HMGET', 'HSET', 'HINCRBY', 'UNLINK', 'PEXPIRE'}, state)
wrong = wrong or lacks(denied, {'ZADD', 'ZREM', 'ZSCORE'}, gathers)
if wrong then
  return redis.error_reply(wrong)
end

if #call('XPENDING', inbox, group, id, id, 1, consumer) == 0 then
  return {'LOST'}
end
local known = call('HMGET', state, 'gen', 'emitted', 'sum', 'total', 'over')
local gen, emitted, sum = known[1], tonumber(known[2] or 0), known[3] or ''
if known[5] and (known[5] == id or attempt > 1) then
  return {'OVER'}
end
if known[4] then
  return {'CLOSED'}
end

local function at()
  return {'AT', gen or '', emitted, sum}
end

-- The gather's entry is the split's own, but for its attempts and fields that are none of ours.
local function begin()
  local entry, parents, key = {}, false, false
  local fields = call('XRANGE', inbox, id, id)[1][2]
  for k = 1, #fields, 2 do
    local name, value = fields[k], fields[k + 1]
    if #name == 1 and name ~= 'a' and #entry < 60 then
      entry[#entry + 1] = name
      entry[#entry + 1] = value
      parents = name == 'g' and value or parents
      key = name == 'u' and value or key
    end
  end
  local name = gatherName(gathers, state)
  local time = call('TIME')
  local due = call('ZSCORE', gathers, name) or time[1] * 1000 + math.floor(time[2] / 1000) + tonumber(ARGV[7])
  gen = gen and id .. '.' .. (tonumber(string.match(gen, '%.(%d+)$') or 0) + 1) or id
  emitted, sum = 0, ''
  call('UNLINK', state)
  call('HSET', state, 'gen', gen, 'emitted', 0, 'sum', '', 'left', 1, 'policy', ARGV[6], 'timeout', ARGV[7],
    'entry', cmsgpack.pack(entry))
  if parents then
    call('HSET', state, 'g', parents)
  end
  if key then
    call('HSET', state, 'u', key)
  end
  call('PEXPIRE', state, tonumber(ARGV[7]) + GATHER_KEPT)
  call('ZADD', gathers, string.format('%.0f', due), name)
end

if what == 'open' then
  allowWhenFull(gathers)
  if not gen or ARGV[8] == '1' then
    begin()
  end
  call('HSET', state, 'id', id)
  return at()
end

local first, path = tonumber(ARGV[7]), ARGV[12]
if gen ~= ARGV[6] or emitted ~= first or sum ~= ARGV[8] then
  return at()
end
local most = tonumber(ARGV[10])
if backlog(target, group, most, 0) >= most then
  return {'FULL'}
end
if backlog(target, group, 0, 0) == 0 then
  allowWhenFull(gathers)
end
local place = ARGV[11] .. '/' .. gen .. (ARGV[13] == '' and '' or ' ' .. ARGV[13])
local n = tonumber(ARGV[14])
local fields = {unpack(ARGV, 15, 14 + n)}
for k = 15 + n, #ARGV do
  call('XADD', target, '*', 'j', fields[2], 'p', ARGV[k], 'o', path .. (first + k - 15 - n), 'g', place,
    unpack(fields, 3))
end
local count = #ARGV - 14 - n
emitted, sum = emitted + count, ARGV[9]
call('HSET', state, 'emitted', emitted, 'sum', sum)
call('HINCRBY', state, 'left', count)
return at()
