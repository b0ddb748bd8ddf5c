-- Cancels the jobs of some entries that wait in an inbox, or are delayed, as far as they still do, and ends these entries where nothing
-- else needs a worker to end them. holding.lua and cancelling.lua are in front.
--
-- KEYS  1 inbox, or the later or parked set; then of each entry the job's result; then dedupe keys; then those of cancelling.lua
-- ARGV  WAITING, DELAYED or PARKED, whether the entries may be ended here (1 or 0), group, consumer, entries N, then of each: its id, or
--       the member of the set; job; the job's end; place of the dedupe key in KEYS or 0; for how long in ms the job goes on holding
--       that. Then those of cancelling.lua
-- Needs inbox: must TYPE XRANGE XREADGROUP XINFO|GROUPS; later: must allowWhenFull ZADD ZREM ZSCORE; parked: must ZSCORE; unique: must
-- Needs result: GET
-- Reply { how many jobs were cancelled now, how many had ended before and keep their end, how many entries are no longer there, how many
--       entries were ended here }
-- What waits is ended by giving it to a consumer without keeping it pending. That goes from the front of the inbox, so it ends at the
-- first entry that is not among those given; workers end what lies behind. A delayed entry is taken out of its set. Where entries may
-- not be ended here, delayed ones become due at once. Nothing is deleted from a stream.
-- Invariant: an entry whose worker has it is left alone. One step cancels a job and ends the entry. A full server refuses nothing.

local call = redis.call
local place, state, ends, group, consumer, count = KEYS[1], ARGV[1], ARGV[2] == '1', ARGV[3], ARGV[4], tonumber(ARGV[5])
local FIRST, WORDS = 6, 5 -- of the words of an entry

local denied = denier('nothing was purged')
local wrong = must(place, state == 'WAITING' and 'stream' or 'zset') or mayNotCancel(denied)
wrong = wrong or count > 0 and mayNotEnd(denied, KEYS[2], true) or nil -- what holds for one result holds for all
for k = 3, 1 + count do
  wrong = wrong or must(KEYS[k], 'string')
end
for k = 2 + count, #KEYS do
  wrong = wrong or must(KEYS[k], 'string') or lacks(denied, {'GET', 'SET', 'DEL'}, KEYS[k])
end
if state == 'WAITING' then
  ends = ends and redis.acl_check_cmd('XREADGROUP', 'GROUP', '0', '0', 'STREAMS', place, '>')
elseif state == 'DELAYED' then
  wrong = wrong or lacks(denied, {'ZSCORE', 'ZADD', 'ZREM'}, place)
else
  wrong = wrong or denied('ZSCORE', place)
end
if wrong then
  return redis.error_reply(wrong)
end

-- The id of the last entry that a worker was given; nothing where no worker ever began.
local function lastDelivered()
  for _, info in ipairs(call('TYPE', place).ok == 'stream' and call('XINFO', 'GROUPS', place) or {}) do
    if field(info, 'name') == group then
      return field(info, 'last-delivered-id')
    end
  end
end

local last = state == 'WAITING' and lastDelivered()
local jobsCancelled, jobsEnded, gone, ended = 0, 0, 0, 0
local waiting = {} -- entries by id

local function isThere(name)
  if state == 'WAITING' then
    return not last or isAbove(name, last)
  end
  return call('ZSCORE', place, name)
end

-- The job does not hold its dedupe key for this entry any longer.
local function letGo(at)
  local unique = tonumber(ARGV[at + 3])
  if unique > 0 then
    hold(KEYS[unique], ARGV[at + 1], -1, ARGV[at + 4])
  end
end

local function purge(at, result)
  local name, job = ARGV[at], ARGV[at + 1]
  if not isThere(name) then
    gone = gone + 1
    return
  end
  local known = call('GET', result)
  local isNew = cancel(job)
  if isNew and known then
    jobsEnded = jobsEnded + 1
  elseif isNew then
    endJob(told, result, ttl, ARGV[at + 2])
    jobsCancelled = jobsCancelled + 1
  end
  if state == 'WAITING' then
    waiting[name] = at
  elseif state == 'DELAYED' and ends then
    call('ZREM', place, name)
    letGo(at)
    ended = ended + 1
  elseif state == 'DELAYED' then
    call('ZADD', place, 'XX', 'LT', now, name)
  end
end

local function endTheFront()
  local at, front = last, {}
  while true do
    local entry = call('XRANGE', place, '(' .. at, '+', 'COUNT', 1)[1]
    if not entry or not waiting[entry[1]] then
      break
    end
    at = entry[1]
    front[#front + 1] = waiting[at]
  end
  if #front > 0 then
    call('XREADGROUP', 'GROUP', group, consumer, 'COUNT', #front, 'NOACK', 'STREAMS', place, '>')
  end
  for _, each in ipairs(front) do
    letGo(each)
  end
  ended = #front
end

if state == 'DELAYED' then
  allowWhenFull(place)
end
for n = 1, count do
  purge(FIRST + (n - 1) * WORDS, KEYS[1 + n])
end
if last and ends then
  endTheFront()
end
return {jobsCancelled, jobsEnded, gone, ended}
