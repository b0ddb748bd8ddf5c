-- Appends jobs to an inbox, or to its later set where they are delayed. All that fit are taken, in order.
--
-- KEYS  1 inbox, 2 later or the inbox again where nothing is delayed or moved, 3 the source's position or the inbox again without a source, 4
--       cancelled where a job has a dedupe key, else the inbox again; then one key per job that has a dedupe key; then O later sets of the
--       other priorities, if debounced jobs are to replace those that wait there; then closed
-- ARGV  group, most entries that the inbox may hold, source's first number or 0, source ttl in ms or 0 for none, O, then operations
--       in order:
--         F count                   then count times: job, time, payload           a run of plain jobs
--         G job delay nonce dedupe-key window n   then n field arguments           delay in ms, 0: none, or @ and the due time in ms;
--                                                                                 dedupe-key 0: none
--         U                                       as G, of a job that holds its dedupe key until it has ended, as which a
--                                                 cancelled one counts
--         D job wait nonce dedupe-key longest n   then n field arguments, `j` and the job first
--                                                 a debounced job: waits for `wait` ms and takes the place, and the id, of one
--                                                 that waits under the same key; none is put off for more than `longest` ms
--                                                 beyond the first of them (0: for ever)
--         S ms seq                                the next job has this number of the source, which is in two parts
--         M                                       first of all: the jobs are moved. Who sends them removes them elsewhere then, so a full
--                                                 server takes them, too
--         H compare fingerprint                   the next job, a G or U, has a payload with this fingerprint, in hexadecimal
--                                                 digits; compare 1: another payload under its dedupe key is no duplicate
-- With a source, job number k of the call is number first + k - 1 of the source, or the number that S says. Numbers that are not above the
-- source's position are duplicates. The position becomes the last number taken: in decimal digits, or `ms-seq`. A job also counts as taken
-- if another job holds its dedupe key.
-- Needs inbox: must backlog XADD; later: must allowWhenFull ZADD ZCARD ZREM; source: must GET SET; unique: must GET SET
-- Needs cancelled: TYPE ZSCORE; closed: GET; server: TIME
-- Reply a list of (position, FULL, DUP or DIFF, job id of the first one) of those that were not appended, and of (position, PUT, job
--       id) of those that were put in the place of another job; empty: all were just appended. DIFF is a duplicate by its dedupe key
--       whose payload has another fingerprint than that of the first one, where the job says that this is compared.
-- A dedupe key holds the job id. If the job holds the key until it has ended and has several entries, a space and their number follow. If
-- the job has a fingerprint, ` #` and the fingerprint follow. If the job is debounced, ` @` follows, until when it may be put off in ms since 1970, a space, and its member of later. An error with the
-- code CLOSED and what `closed` holds: submits are refused while the pipeline is paused.
-- Invariant: a job is appended and remembered (dedupe key, source position) in one step, or neither. An error says that nothing
-- was appended.

local call = redis.call
local KEYS, ARGV = KEYS, ARGV -- Lua finds locals faster than globals
local inbox, later, group = KEYS[1], KEYS[2], ARGV[1]
local most, first, ttl = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local CENTURY = 3155760000000 -- in ms
local FIRST_UNIQUE = 5
local uniques = #KEYS - 1 - tonumber(ARGV[5]) -- the last dedupe key; behind it are other later sets

local denied = denier('nothing was appended')
local wrong = must(inbox, 'stream') or denied('XADD', inbox)
if later ~= inbox then
  wrong = wrong or must(later, 'zset') or denied('ZADD', later) or denied('ZCARD', later)
end
if first > 0 then
  wrong = wrong or must(KEYS[3], 'string') or denied('SET', KEYS[3])
end
if uniques >= FIRST_UNIQUE then -- what holds for one dedupe key holds for all
  wrong = wrong or denied('SET', KEYS[FIRST_UNIQUE]) or denied('GET', KEYS[FIRST_UNIQUE])
  wrong = wrong or later ~= inbox and denied('ZREM', later) or nil
end
for k = FIRST_UNIQUE, uniques do
  wrong = wrong or must(KEYS[k], 'string')
end
for k = uniques + 1, #KEYS - 1 do
  wrong = wrong or must(KEYS[k], 'zset') or denied('ZREM', KEYS[k])
end
local cancelled = KEYS[4] ~= inbox and call('TYPE', KEYS[4]).ok == 'zset' and KEYS[4]
if cancelled then
  wrong = wrong or denied('ZSCORE', cancelled)
end
if wrong then
  return redis.error_reply(wrong)
end
local closed = call('GET', KEYS[#KEYS])
if closed then
  return redis.error_reply('CLOSED ' .. closed)
end

local moved = ARGV[6] == 'M'
if moved then
  allowWhenFull(later)
end
local room = most - backlog(inbox, group, most, #ARGV)
local laterRoom
local taken = first > 0 and call('GET', KEYS[3]) or '0'
local takenMs, takenSeq = string.match(taken, '^(%d+)-(%d+)$')
takenMs, takenSeq = tonumber(takenMs or 0), tonumber(takenSeq or taken)
local refused = {}
local position = 0

local function refuse(code, id)
  refused[#refused + 1] = {position, code, id or ''}
end

local now
if later ~= inbox then
  local time = call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
end

-- When the job is due, in ms; 0 where that is now or was before.
local function dueTime(delay)
  local at = string.sub(delay, 1, 1) == '@' and tonumber(string.sub(delay, 2)) or now and now + tonumber(delay) or 0
  return now and at > now and at or 0
end

local function hasRoom(due)
  if due == 0 then
    return room > 0
  end
  laterRoom = laterRoom or most - call('ZCARD', later)
  return laterRoom > 0
end

-- What Redis says where the inbox has no ids left: it counts as full from here on. Where nothing has been appended, that is the reply.
local refusal
local appended = false

local function add(...)
  local answer = redis.pcall('XADD', inbox, '*', ...)
  if type(answer) == 'table' then
    refusal, room = answer, 0
    return false
  end
  appended, room = true, room - 1
  return true
end

-- In ms, so that what is set behind an append cannot fail.
local function bounded(ttl)
  return string.format('%.0f', math.max(1, math.min(ttl, CENTURY)))
end

local function isCancelled(job)
  return cancelled and call('ZSCORE', cancelled, job)
end

local fingerprint, compares = '', false -- of the next job

-- What is known of the payload under a dedupe key that is held is compared.
local function duplicate(held)
  local other = compares and string.match(held, '^%S+ ?%d*( #%x+)$') or fingerprint
  return other == fingerprint and 'DUP' or 'DIFF'
end

-- Answers with whether the job was taken, if only as a duplicate.
local function general(at, untilEnded)
  local job, due, nonce = ARGV[at], dueTime(ARGV[at + 1]), ARGV[at + 2]
  local dedupe, window, n = tonumber(ARGV[at + 3]), tonumber(ARGV[at + 4]), tonumber(ARGV[at + 5])
  if dedupe > 0 then
    local seen = call('GET', KEYS[dedupe])
    local holder = seen and string.match(seen, '^%S+')
    if holder and not (untilEnded and isCancelled(holder)) then
      refuse(duplicate(seen), holder)
      return true
    end
  end
  if not hasRoom(due) then
    return refuse('FULL')
  end
  if due > 0 then
    local member = cmsgpack.pack({nonce, unpack(ARGV, at + 6, at + 5 + n)})
    call('ZADD', later, due, member)
    laterRoom, appended = laterRoom - 1, true
  elseif not add(unpack(ARGV, at + 6, at + 5 + n)) then
    return refuse('FULL')
  end
  if dedupe > 0 then
    call('SET', KEYS[dedupe], job .. fingerprint, 'PX', bounded(window))
  end
  return true
end

-- Whether it waited, at any priority, and does no more.
local function takeAway(member)
  if call('ZREM', later, member) == 1 then
    laterRoom = laterRoom and laterRoom + 1
    return true
  end
  for k = uniques + 1, #KEYS - 1 do
    if call('ZREM', KEYS[k], member) == 1 then
      return true
    end
  end
  return false
end

-- A waiting one is replaced in the step that takes it away; one that has been promoted is no longer there to be taken.
local function debounce(at)
  local job, wait, nonce = ARGV[at], tonumber(ARGV[at + 1]), ARGV[at + 2]
  local key, longest, n = KEYS[tonumber(ARGV[at + 3])], tonumber(ARGV[at + 4]), tonumber(ARGV[at + 5])
  local latest = longest > 0 and now + longest or 0
  local fields = {nonce, unpack(ARGV, at + 6, at + 5 + n)}
  local seen, replaced = call('GET', key), false
  if seen then
    local holder, limit, member = string.match(seen, '^(%S+) @(%d+) (.*)$')
    if not holder then
      refuse('DUP', string.match(seen, '^%S+'))
      return true
    end
    replaced = takeAway(member) and not isCancelled(holder)
    if replaced then
      latest, job, fields[3] = tonumber(limit), holder, holder
      refuse('PUT', holder)
    end
  end
  if not replaced and not hasRoom(wait) then
    return refuse('FULL')
  end
  local due = latest > 0 and math.min(now + wait, latest) or now + wait
  local packed = cmsgpack.pack(fields)
  call('ZADD', later, due, packed)
  laterRoom, appended = laterRoom and laterRoom - 1, true
  -- A day longer than it waits, since there may be no worker to promote it when it is due.
  call('SET', key, job .. string.format(' @%.0f ', latest) .. packed, 'PX', bounded(due - now + 86400000))
  return true
end

local last = #ARGV
local i = moved and 7 or 6
local full = false -- a source's numbers are taken in order, so nothing is taken behind the first refusal
local ms, seq = 0, first - 1 -- of the job before
local reached = false

local function nextJob()
  position, seq = position + 1, seq + 1
end

local function isTaken()
  return first > 0 and (ms < takenMs or ms == takenMs and seq <= takenSeq)
end

local function reach()
  reached = ms > 0 and string.format('%.0f-%.0f', ms, seq) or string.format('%.0f', seq)
end

local function plain(k)
  nextJob()
  if isTaken() then
    refuse('DUP')
  elseif full or room <= 0 or not add('j', ARGV[k], 't', ARGV[k + 1], 'p', ARGV[k + 2]) then
    full = first > 0
    refuse('FULL')
  else
    reach()
  end
end

while i <= last do
  if ARGV[i] == 'F' then
    local count = tonumber(ARGV[i + 1])
    local to = i + 2 + 3 * (count - 1)
    if first == 0 and room >= count then
      for k = i + 2, to, 3 do
        position = position + 1
        if room <= 0 or not add('j', ARGV[k], 't', ARGV[k + 1], 'p', ARGV[k + 2]) then
          refuse('FULL')
        end
      end
    else
      for k = i + 2, to, 3 do
        plain(k)
      end
    end
    i = i + 2 + 3 * count
  elseif ARGV[i] == 'S' then
    ms, seq = tonumber(ARGV[i + 1]), tonumber(ARGV[i + 2]) - 1
    i = i + 3
  elseif ARGV[i] == 'H' then
    compares, fingerprint = ARGV[i + 1] == '1', ' #' .. ARGV[i + 2]
    i = i + 3
  else
    nextJob()
    local debounces = ARGV[i] == 'D'
    if isTaken() then
      refuse('DUP')
    elseif full then
      refuse('FULL')
    elseif debounces and debounce(i + 1) or not debounces and general(i + 1, ARGV[i] == 'U') then
      reach()
    else
      full = first > 0
    end
    fingerprint, compares = '', false
    i = i + 7 + tonumber(ARGV[i + 6])
  end
end
if refusal and not appended then
  return refusal
end
if first > 0 and reached then
  if ttl > 0 then
    call('SET', KEYS[3], reached, 'PX', bounded(ttl))
  else
    call('SET', KEYS[3], reached)
  end
end
return refused
