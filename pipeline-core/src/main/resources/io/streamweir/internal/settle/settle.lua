-- Settles a batch of entries of one inbox: acknowledges each one and, only where the acknowledgement counted, carries out
-- what its handler decided. An entry that somebody else has settled already is fenced: none of its effects happen.
--
-- KEYS  1 inbox, 2 later or the inbox again where nothing is delayed, 3 dead or the inbox again where nothing dies, 4 results
--       channel, then T target inboxes, then S state hashes, then where anything is delayed or stored: cancelled, and the result
--       keys, then U dedupe keys, then V keys of gathers: gathers, and pairs of state and gather inbox (see gathers.lua), then
--       where windows are filled those of windows (see windows.lua)
-- ARGV  group, PUBLISH or SPUBLISH, T, S, C, U, V, then C counters as (state number, field, change by the whole batch), then
--       where windows are filled what windows.lua says, then operations in order:
--         F target count            then count times: id, job, time, payload       a run of plain forwards
--         X count                   then count times: id                           a run of entries that just end
--         N count                   then count times: id, counts                   a run of entries that just change counters
--         G id counts length        then `length` arguments of effects:            anything else
--           A target n              then n field arguments                         append to an inbox
--           L delay nonce n         then n field arguments                         put into later, due in `delay` ms
--           D reason error attempts result-key ttl failure                         dead-letter, store and publish
--           R result-key ttl result                                                store and publish
--           C result-key ttl result                                                nothing, since its job is cancelled; store
--                                                                                  and publish where Redis has forgotten that
--           U dedupe-key job change ttl      the job has so many entries more (or fewer) that hold the key: it lets go with the
--                                            last one, and is forgotten after ttl ms; nothing where another job holds it
--           P state generation part result   a part of a split has ended; state is a place in KEYS. Nothing where its gather is
--                                            over, which overtakes it
--           E n                             a part has failed: n times state, generation and part, innermost first, then as D from
--                                            the reason on, then the place of a dedupe key in KEYS or 0. Dead-letters; stores and
--                                            publishes, and lets go of the key, where the job has failed with it
--           S state generation total sum     the split has ended: only first, and fenced where another run of it goes on
--           Z state                          forgets a gather
--           K delay key position n  then n field arguments                         park; only at a keyed stage, where parking.lua
--           Y key epoch n                                                          is in front: the last one released ends, so
--                                                                                  up to n parked ones of the key follow
--       counts is the entry's own part of the changes, as `1:5 3:-2` by counter number: it is read only where the entry is
--       fenced, to take it back from the changes of the batch.
-- Reply { positions of fenced entries, from 1 }, { entries in each target inbox }, { positions of entries that were to end or
-- delay a job which had been cancelled, or a part of a gather that is over: they are acknowledged and nothing else }, { number of a
-- counter, change, error ... } of changes that Redis refused
-- What concerns counters is in front (counters.lua), and what concerns gathers and windows (gathers.lua, windows.lua) only where a
-- batch has to do with them: all that a call defines takes time, and most calls have a few entries.
-- Invariant: a key of the wrong type, a command that the user may not run, and a stream that has no ids left are found before the
-- first acknowledgement, and a full server refuses nothing behind it, so a settlement happens wholly or not at all. A job that was
-- cancelled gets no other end.

local call = redis.call
local KEYS, ARGV = KEYS, ARGV -- Lua finds locals faster than globals
local inbox, later, dead, group = KEYS[1], KEYS[2], KEYS[3], ARGV[1]
local publish = ARGV[2]
local targets, states, counters = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local operations = 8 + 3 * counters -- the first argument of them
local windows = ARGV[operations] == 'W' and readWindows(operations) or nil
operations = windows and windows.behind or operations
local ours = windows and windows.before or #KEYS -- the last key that is none of windows
local places = ours - tonumber(ARGV[7]) -- the keys of gathers are behind this one
local uniques = places - tonumber(ARGV[6]) -- the dedupe keys are behind this one
local gathers = places < ours and KEYS[places + 1] or nil

-- What this call may need is asked for once, not per entry; where one result may be stored, all may, since their keys differ in
-- nothing but the job.
local denied = denier('nothing was settled')
local wrong = must(inbox, 'stream')
if later ~= inbox then
  wrong = wrong or must(later, 'zset') or denied('ZADD', later)
end
if dead ~= inbox then
  wrong = wrong or mayNotAppend(dead, denied) or denied('XRANGE', inbox)
end
for k = 5, 4 + targets do
  wrong = wrong or mayNotAppend(KEYS[k], denied) or denied('XLEN', KEYS[k])
end
for k = 5 + targets, 4 + targets + states do
  wrong = wrong or must(KEYS[k], 'hash') or denied('HINCRBY', KEYS[k])
end
local marks = 4 + targets + states < uniques and KEYS[5 + targets + states] or nil
local cancelled = marks
if 5 + targets + states < uniques then
  wrong = wrong or denied('SET', KEYS[6 + targets + states])
end
if cancelled then
  if call('TYPE', cancelled).ok == 'zset' then
    wrong = wrong or denied('ZSCORE', cancelled)
  else
    cancelled = nil -- nothing is cancelled, so nobody asks again
  end
end
if uniques < places then
  local key = KEYS[places]
  wrong = wrong or denied('GET', key) or denied('SET', key) or denied('DEL', key)
end
for k = uniques + 1, places do
  wrong = wrong or must(KEYS[k], 'string')
end
if gathers then
  wrong = wrong or must(gathers, 'zset') or denied('ZREM', gathers)
  wrong = wrong or lacks(denied, {'HGET', 'HMGET', 'HSET', 'HSETNX', 'HINCRBY', 'PEXPIRE', 'UNLINK'}, KEYS[places + 2])
  if marks then
    wrong = wrong or must(marks, 'zset') or denied('ZADD', marks) or denied('ZRANGE', marks)
  end
  for k = places + 2, ours, 2 do
    wrong = wrong or must(KEYS[k], 'hash') or mayNotAppend(KEYS[k + 1], denied)
  end
end
wrong = wrong or windows and mustWindows(windows, denied)
if wrong then
  return redis.error_reply(wrong)
end

local now
if later ~= inbox or windows then
  local time = call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
end

local function store(key, ttl, body)
  call('SET', KEYS[key], body, 'PX', ttl)
  -- A user who may not publish must not undo what is acknowledged: the result is stored, and those who wait look there.
  redis.pcall(publish, KEYS[4], body)
end

-- `results` and `result:` are of one length, so what follows in a result's key is the job.
local function jobOf(key)
  return string.sub(KEYS[tonumber(key)], #KEYS[4] + 1)
end

local function isCancelled(job)
  return cancelled and call('ZSCORE', cancelled, job)
end

local taken = {} -- from the changes of counters, since their entries are fenced

local function bury(id, at, silent)
  local entry = {'reason', ARGV[at], 'error', ARGV[at + 1], 'attempts', ARGV[at + 2], 'entry', id}
  local found = call('XRANGE', inbox, id, id)[1]
  local fields = found and found[2] or {}
  -- Lua passes no more than 8000 arguments: whoever appends garbage of more fields must not break a settlement.
  local kept = math.min(#fields, 4000)
  if kept < #fields then
    entry[#entry + 1] = 'omitted'
    entry[#entry + 1] = tostring((#fields - kept) / 2)
  end
  for k = 1, kept, 2 do
    entry[#entry + 1] = 'f:' .. fields[k]
    entry[#entry + 1] = fields[k + 1]
  end
  call('XADD', dead, '*', unpack(entry))
  local key = tonumber(ARGV[at + 3])
  if key > 0 and not silent then
    store(key, ARGV[at + 4], ARGV[at + 5])
  end
end

-- A failover may have undone a cancel that this worker had heard of: nobody has handled the entry, so its job ends here.
local function cancelAgain(key, ttl, body)
  if not isCancelled(jobOf(key)) and call('SET', KEYS[tonumber(key)], body, 'PX', ttl, 'NX') then
    redis.pcall(publish, KEYS[4], body)
  end
end

-- How many arguments the effect has.
local function width(i)
  local effect = ARGV[i]
  if effect == 'A' then
    return 3 + tonumber(ARGV[i + 2])
  elseif effect == 'L' then
    return 4 + tonumber(ARGV[i + 3])
  elseif effect == 'K' then
    return 5 + tonumber(ARGV[i + 4])
  end
  if effect == 'E' then
    return 9 + 3 * tonumber(ARGV[i + 1])
  end
  return effect == 'D' and 7 or effect == 'Z' and 2 or (effect == 'U' or effect == 'P' or effect == 'S') and 5 or 4
end

-- Whether the gather that it is a part of has fired or failed, or counts other parts.
local function isOver(i)
  return generation(KEYS[tonumber(ARGV[i])]) ~= ARGV[i + 1]
end

-- Whether it would end a job that was cancelled, or put it off for longer than its mark stays: what ends a job first, stands.
local function overtaken(i, last)
  while i <= last do
    local effect = ARGV[i]
    local job
    if effect == 'L' then
      job = ARGV[i + 4] == 'j' and ARGV[i + 5] -- our entries begin with it
    elseif effect == 'K' then
      job = ARGV[i + 5] == 'j' and ARGV[i + 6]
    elseif effect == 'D' then
      job = ARGV[i + 4] ~= '0' and jobOf(ARGV[i + 4])
    elseif effect == 'R' then
      job = jobOf(ARGV[i + 1])
    elseif effect == 'E' then
      job = jobOf(ARGV[i + 5 + 3 * tonumber(ARGV[i + 1])])
    end
    if job and isCancelled(job) or effect == 'P' and isOver(i + 1) or effect == 'E' and isOver(i + 2) then
      return true
    end
    i = i + width(i)
  end
  return false
end

-- An entry of a cancelled job holds no key any more, whatever was to become of it, and keeps no other from following.
local function letGo(i, last)
  while i <= last do
    if ARGV[i] == 'U' then
      hold(KEYS[tonumber(ARGV[i + 1])], ARGV[i + 2], -1, ARGV[i + 4])
    elseif ARGV[i] == 'Y' then
      goOn(ARGV[i + 1], ARGV[i + 2], tonumber(ARGV[i + 3]))
    end
    i = i + width(i)
  end
end

-- Of two runs of one split, only the one whose parts are there may end it.
local function mayClose(i)
  local known = call('HMGET', KEYS[tonumber(ARGV[i + 1])], 'gen', 'emitted', 'sum', 'total')
  return known[1] == ARGV[i + 2] and known[2] == ARGV[i + 3] and known[3] == ARGV[i + 4] and not known[4]
end

-- What concerns splits and gathers; answers with how many arguments the effect has.
local function applyToGather(id, i, effect)
  local place = tonumber(ARGV[i + 1])
  local state, inbox = KEYS[place], KEYS[place + 1]
  if effect == 'P' then
    endPart(gathers, state, inbox, ARGV[i + 3], ARGV[i + 4])
  elseif effect == 'S' then
    call('HSET', state, 'total', ARGV[i + 3])
    countDown(gathers, state, inbox)
  elseif effect == 'Z' then
    removeGather(marks, gathers, state, false)
  else
    local at = i + 2 + 3 * place
    local failed = failPart(marks, gathers, i + 2, place, ARGV[at + 5])
    bury(id, at, not failed)
    local key = tonumber(ARGV[at + 6])
    if failed and key > 0 then
      hold(KEYS[key], jobOf(ARGV[at + 3]), -1, ARGV[at + 4])
    end
  end
  return width(i)
end

local function apply(id, i, last)
  while i <= last do
    local effect = ARGV[i]
    if effect == 'A' then
      local n = tonumber(ARGV[i + 2])
      call('XADD', KEYS[4 + tonumber(ARGV[i + 1])], '*', unpack(ARGV, i + 3, i + 2 + n))
      i = i + 3 + n
    elseif effect == 'R' then
      store(tonumber(ARGV[i + 1]), ARGV[i + 2], ARGV[i + 3])
      i = i + 4
    elseif effect == 'C' then
      cancelAgain(ARGV[i + 1], ARGV[i + 2], ARGV[i + 3])
      i = i + 4
    elseif effect == 'L' then
      local n = tonumber(ARGV[i + 3])
      local member = cmsgpack.pack({ARGV[i + 2], unpack(ARGV, i + 4, i + 3 + n)})
      call('ZADD', later, now + tonumber(ARGV[i + 1]), member)
      i = i + 4 + n
    elseif effect == 'U' then
      hold(KEYS[tonumber(ARGV[i + 1])], ARGV[i + 2], tonumber(ARGV[i + 3]), ARGV[i + 4])
      i = i + 5
    elseif effect == 'K' then
      local n = tonumber(ARGV[i + 4])
      park(ARGV[i + 2], ARGV[i + 3], {unpack(ARGV, i + 5, i + 4 + n)}, tonumber(ARGV[i + 1]))
      i = i + 5 + n
    elseif effect == 'Y' then
      goOn(ARGV[i + 1], ARGV[i + 2], tonumber(ARGV[i + 3]))
      i = i + 4
    elseif effect == 'D' then
      bury(id, i + 1)
      i = i + 7
    else
      i = i + applyToGather(id, i, effect)
    end
  end
end

local fenced, overtook = {}, {}
local position = 0
local i = operations
local last = #ARGV
while i <= last do
  local operation = ARGV[i]
  if operation == 'F' then
    local target, count = KEYS[4 + tonumber(ARGV[i + 1])], tonumber(ARGV[i + 2])
    i = i + 3
    for k = i, i + 4 * (count - 1), 4 do
      position = position + 1
      if call('XACK', inbox, group, ARGV[k]) == 1 then
        call('XADD', target, '*', 'j', ARGV[k + 1], 't', ARGV[k + 2], 'p', ARGV[k + 3])
      else
        fenced[#fenced + 1] = position
      end
    end
    i = i + 4 * count
  elseif operation == 'X' then
    local count = tonumber(ARGV[i + 1])
    for k = i + 2, i + 1 + count do
      position = position + 1
      if call('XACK', inbox, group, ARGV[k]) == 0 then
        fenced[#fenced + 1] = position
      end
    end
    i = i + 2 + count
  elseif operation == 'N' then
    local count = tonumber(ARGV[i + 1])
    for k = i + 2, i + 2 * count, 2 do
      position = position + 1
      if call('XACK', inbox, group, ARGV[k]) == 0 then
        fenced[#fenced + 1] = position
        takeBack(taken, ARGV[k + 1])
      end
    end
    i = i + 2 + 2 * count
  else
    local id, length = ARGV[i + 1], tonumber(ARGV[i + 3])
    position = position + 1
    if (ARGV[i + 4] ~= 'S' or mayClose(i + 4)) and call('XACK', inbox, group, id) == 1 then
      if (cancelled or gathers) and overtaken(i + 4, i + 3 + length) then
        overtook[#overtook + 1] = position
        takeBack(taken, ARGV[i + 2])
        letGo(i + 4, i + 3 + length)
      else
        apply(id, i + 4, i + 3 + length)
      end
    else
      fenced[#fenced + 1] = position
      takeBack(taken, ARGV[i + 2])
    end
    i = i + 4 + length
  end
end

local refused = changeCounters(counters, 4 + targets, taken)

if windows then
  local without = {}
  for _, k in ipairs(fenced) do
    without[k] = true
  end
  for _, k in ipairs(overtook) do
    without[k] = true
  end
  fillWindows(windows, without, now)
end

local lengths = {}
for k = 1, targets do
  lengths[k] = call('XLEN', KEYS[4 + k])
end
return {fenced, lengths, overtook, refused}
