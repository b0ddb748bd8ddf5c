-- Gives the owner of a partition of a keyed stage its next entries: those that are pending behind its last one, of any worker, then new
-- ones. Sends parked entries back when they are due, and parks entries of blocked keys. parking.lua is in front. If the inbox or entries of
-- it were deleted, lets keys go on whose unparked entries are gone.
--
-- KEYS  1 inbox, then those of parking.lua
-- ARGV  group, consumer, number of this call, id of the last entry that the caller has (0-0: none), or empty where nothing can be
--       pending behind it, most entries to give, most deliveries of an entry, whether one may be given for the last time (1 or 0),
--       whether deliveries of what is pending count (1 or 0), then that of parking.lua
-- Needs inbox: EXISTS XACK XCLAIM XPENDING XREADGROUP XINFO|GROUPS XINFO|STREAM; owner: HGET HSET HDEL
-- Needs blocked: EXISTS ZADD ZRANGE ZSCORE; parked: EXISTS ZRANGE
-- Reply { { id, fields, deliveries } ... } that were pending, { { id, fields } ... } new ones, id of the last one that was looked at,
--       or, where there was none, of the last one ever given, whether more may be pending behind it (0, 1, or 2 where one
--       that may be given only once more waits for another such one), ms until a parked entry is due, or may be (-1: no key
--       is blocked), ids that were deleted while pending
-- Gives about 8 MiB at most.
-- Invariant: entries are given in the order of their ids, each once in an ownership, and none of a blocked key. A call that arrives behind
-- a later one does nothing. So entries whose reply was lost are pending, and the next call finds them.

local call = redis.call
local inbox, group, consumer, number = KEYS[1], ARGV[1], ARGV[2], tonumber(ARGV[3])
local after, left, most = ARGV[4], tonumber(ARGV[5]), tonumber(ARGV[6])
local mayGiveLast, counts = ARGV[7] == '1', ARGV[8] == '1'

local wrong = lacks(denier('nothing was given'), {'XACK', 'XCLAIM', 'XPENDING'}, inbox)
if wrong then
  return redis.error_reply(wrong)
end
if number <= tonumber(call('HGET', owner, 'number') or 0) then
  return redis.error_reply('LATE nothing was given: a later call was first')
end
call('HDEL', owner, '') -- first what a full server allows too, so that it allows the rest: reading makes room
call('HSET', owner, 'number', number)

local ASK_AGAIN = 500 -- in ms
local nextDue = -1
local isAnyBlocked = call('EXISTS', blocked) == 1
if isAnyBlocked then
  local now = math.floor(micros() / 1000)
  local due = call('ZRANGE', blocked, 0, now, 'BYSCORE', 'LIMIT', 0, 100)
  for _, key in ipairs(due) do
    unpark(key, 1)
  end
  local head = call('ZRANGE', blocked, '(' .. now, '+inf', 'BYSCORE', 'LIMIT', 0, 1, 'WITHSCORES')
  nextDue = #due == 100 and 0 or head[2] and tonumber(head[2]) - now or -1
end

-- `blocked` was taken away from outside. Parked entries say themselves of which keys they are, and these go on.
local function blockParked()
  local from = '-'
  for _ = 1, 100 do
    local member = call('ZRANGE', parked, from, '+', 'BYLEX', 'LIMIT', 0, 1)[1]
    if not member then
      return
    end
    local digest = string.sub(member, 1, 40)
    local read, fields = pcall(cmsgpack.unpack, string.sub(member, 81))
    local named = {}
    for k = 1, read and type(fields) == 'table' and #fields or 0, 2 do
      named[fields[k]] = fields[k + 1]
    end
    local key = named['k'] and named['k'] ~= '' and named['k'] or named['j'] or ''
    if redis.sha1hex(key) == digest then
      call('ZADD', blocked, math.floor(micros() / 1000), key)
      nextDue = 0
    end
    from = '(' .. digest .. ':'
  end
end

if not isAnyBlocked and call('EXISTS', parked) == 1 then
  blockParked()
  isAnyBlocked = nextDue == 0
end

-- Whether the entry was parked, since its key is blocked and it was not unparked last.
local function parks(id, fields)
  local key, job, unparked
  for k = 1, #fields, 2 do
    local name = fields[k]
    if name == 'k' and fields[k + 1] ~= '' then
      key = fields[k + 1]
    elseif name == 'j' then
      job = fields[k + 1]
    elseif name == 'q' then
      unparked = k
    end
  end
  key = key or job or ''
  local state = call('ZSCORE', blocked, key)
  if not state then
    return false
  end
  local position, epoch = id, nil
  if unparked then
    position, epoch = string.match(fields[unparked + 1], '^(%d+%-%d+) (%d+) %d+$')
    position = position or id
    if epoch and tonumber(state) == -tonumber(epoch) then
      return false
    end
  end
  local kept = {}
  for k = 1, math.min(#fields, 4000), 2 do -- Lua passes no more than 8000 arguments
    if k ~= unparked then
      kept[#kept + 1] = fields[k]
      kept[#kept + 1] = fields[k + 1]
    end
  end
  call('XACK', inbox, group, id)
  park(key, position, kept, -1)
  return true
end

-- Entries differ in size, and all that are given are in memory at once.
local bytes, mostBytes, mostAtOnce = 0, 8388608, 16
local function count(fields)
  for k = 2, #fields, 2 do
    bytes = bytes + #fields[k]
  end
end

local pending, deleted, more, last = {}, {}, 0, nil
if after ~= '' then
  local found = call('XPENDING', inbox, group, '(' .. after, '+', left)
  more = #found == left and 1 or 0
  for _, item in ipairs(found) do
    if bytes >= mostBytes then
      more = 1
      break
    end
    local id, deliveries = item[1], item[4] + (counts and 1 or 0)
    if deliveries == most and not mayGiveLast then
      more = 2
      break
    end
    local entry = call('XCLAIM', inbox, group, consumer, 0, id, 'RETRYCOUNT', deliveries)[1]
    if entry then
      count(entry[2])
    end
    if not entry then
      deleted[#deleted + 1] = id
    elseif not (isAnyBlocked and parks(id, entry[2])) then
      mayGiveLast = mayGiveLast and deliveries ~= most
      pending[#pending + 1] = {id, entry[2], deliveries}
    end
    last = id
  end
end

local new, lastNew, readAll = {}, nil, false
if more == 0 and #pending < left then
  local asked = left - #pending
  repeat
    local step = math.min(asked - #new, mostAtOnce)
    local found = call('XREADGROUP', 'GROUP', group, consumer, 'COUNT', step, 'STREAMS', inbox, '>')
    local given = found and found[1][2] or {}
    for _, entry in ipairs(given) do
      new[#new + 1] = entry
      count(entry[2])
    end
    readAll = #given < step
  until readAll or #new == asked or bytes >= mostBytes
  lastNew = #new > 0 and new[#new][1] or nil
  last = lastNew or last
  if isAnyBlocked then
    local free = {}
    for _, entry in ipairs(new) do
      if not parks(entry[1], entry[2]) then
        free[#free + 1] = entry
      end
    end
    new = free
  end
end
if not last and more == 2 then
  last = after
elseif not last then
  for _, info in ipairs(call('XINFO', 'GROUPS', inbox)) do
    local named = {}
    for k = 1, #info, 2 do
      named[info[k]] = info[k + 1]
    end
    last = named['name'] == group and named['last-delivered-id'] or last
  end
end

-- Whether everything up to this id has been given out and settled, or is gone.
local function isOver(id)
  local given = readAll or id == '0-0' or lastNew and not isAbove(id, lastNew)
  return given and #call('XPENDING', inbox, group, '-', id, 1) == 0
end

local function lastAdded()
  local info = call('EXISTS', inbox) == 1 and call('XINFO', 'STREAM', inbox) or {}
  for k = 1, #info, 2 do
    if info[k] == 'last-generated-id' then
      return info[k + 1]
    end
  end
  return '0-0'
end

-- `barrier` in owner is the id of the last entry added at a time when all epochs were up to `epochs`. So when everything up to the barrier
-- is over, all that was unparked in these epochs is over, too. A key that still waits for such an epoch waits in vain, and goes on.
local function letForsakenGoOn()
  local lowest = tonumber(call('ZRANGE', blocked, 0, 0, 'WITHSCORES')[2] or 0)
  if lowest >= 0 then
    return
  end
  local barrier, epochs = call('HGET', owner, 'barrier'), call('HGET', owner, 'epochs')
  if not barrier then
    barrier = lastAdded()
    epochs = string.format('%.0f', math.max(-lowest, tonumber(call('HGET', owner, 'epoch') or 0)))
    call('HSET', owner, 'barrier', barrier, 'epochs', epochs, 'epoch', epochs)
  end
  if isOver(barrier) then
    call('HDEL', owner, 'barrier', 'epochs')
    for _, key in ipairs(call('ZRANGE', blocked, '-' .. epochs, '(0', 'BYSCORE', 'LIMIT', 0, 100)) do
      unpark(key, 1)
      nextDue = 0
    end
  end
end

-- Under load not with each call, since it takes a look at the newest entry.
if isAnyBlocked and (number % 16 == 0 or #pending + #new == 0) then
  letForsakenGoOn()
end
if isAnyBlocked and nextDue < 0 then
  nextDue = ASK_AGAIN
end
return {pending, new, last, more, nextDue, deleted}
