-- Moves due entries from the later sets of a partition into their inboxes. Tells which jobs were cancelled and which schedules are due.
--
-- KEYS  1 cancelled, 2 fires, then triples of later set, inbox and dead stream
-- ARGV  most entries to move from each set, highest score of a cancelled job that the caller knows (0: none), most of these to
--       tell
-- Needs later: allowWhenFull TYPE ZRANGE ZREM; inbox: TYPE XADD; dead: TYPE XADD
-- Needs cancelled: TYPE ZRANGE ZREMRANGEBYSCORE; fires: TYPE ZRANGE; server: TIME
-- Reply how many were moved, ms until the next entry or fire is due (-1: none waits), the server's time in us, highest score of a
--       cancelled job (0: none), { job, score ... } of those with higher scores than the caller knows, lowest first,
--       { schedule, due time in ms ... } of up to 100 schedules that are due, the first error that something met (empty: none)
-- Invariant: an entry is in the later set or in the inbox, never in both and never in neither. What is no entry at all becomes a dead
-- letter, so that it does not block those behind it. An error at one stage ends only the work on that stage: other stages go on, and
-- cancelled jobs and schedules are told. A cancelled job is dropped when its time is over. A full server refuses nothing, since what is
-- moved takes no more memory than before.

local call = redis.call
local time = call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local moved = 0
local next = -1
local refusal = ''

local function may(key, kind)
  local found = call('TYPE', key).ok
  return found == kind or found == 'none'
end

-- A nonce, then names and values.
local function isEntry(fields)
  if type(fields) ~= 'table' or #fields < 3 or #fields > 1000 or #fields % 2 == 0 then
    return false
  end
  for _, field in ipairs(fields) do
    if type(field) ~= 'string' then
      return false
    end
  end
  return true
end

local denied = denier('delayed entries wait')

local function isNext(due)
  local wait = math.max(0, tonumber(due) - now)
  if next < 0 or wait < next then
    next = wait
  end
end

local function promote(later, inbox, dead)
  local due = call('ZRANGE', later, '-inf', now, 'BYSCORE', 'LIMIT', 0, ARGV[1])
  local no = #due > 0 and (denied('XADD', inbox) or denied('ZREM', later) or denied('XADD', dead))
  if no then
    error(no, 0)
  end
  if #due > 0 then
    allowWhenFull(later)
  end
  for _, member in ipairs(due) do
    local packed, fields = pcall(cmsgpack.unpack, member)
    if packed and isEntry(fields) then
      call('XADD', inbox, '*', unpack(fields, 2))
    else
      call('XADD', dead, '*', 'reason', 'malformed', 'error', 'a member of the later set is no entry',
        'attempts', '0', 'entry', '0-0', 'f:later', member)
    end
    call('ZREM', later, member)
    moved = moved + 1
  end
  local head = call('ZRANGE', later, 0, 0, 'WITHSCORES')
  if head[2] then
    isNext(head[2])
  end
end

-- A score is when Redis may forget the job. None is told twice, so where nothing is cancelled anew this costs next to nothing.
local function cancelledJobs(cancelled)
  if call('TYPE', cancelled).ok ~= 'zset' then
    return 0, {}
  end
  local no = denied('ZRANGE', cancelled)
  if no then
    error(no, 0)
  end
  local lowest = call('ZRANGE', cancelled, 0, 0, 'WITHSCORES')[2]
  if tonumber(lowest) <= now and mayRun('ZREMRANGEBYSCORE', cancelled) then
    call('ZREMRANGEBYSCORE', cancelled, '-inf', now)
  end
  local highest = call('ZRANGE', cancelled, -1, -1, 'WITHSCORES')[2]
  local told = call('ZRANGE', cancelled, '(' .. ARGV[2], '+inf', 'BYSCORE', 'LIMIT', 0, ARGV[3], 'WITHSCORES')
  for k = 2, #told, 2 do
    told[k] = tonumber(told[k])
  end
  return tonumber(highest or 0), told
end

-- Those of paused schedules are negative. One that is due and cannot be fired must not make its worker ask at once again.
local function dueSchedules(fires)
  local no = denied('ZRANGE', fires)
  if no then
    error(no, 0)
  end
  if call('TYPE', fires).ok ~= 'zset' then
    return {}
  end
  local head = call('ZRANGE', fires, string.format('(%.0f', now), '+inf', 'BYSCORE', 'LIMIT', 0, 1, 'WITHSCORES')
  if head[2] then
    isNext(head[2])
  end
  return call('ZRANGE', fires, 0, now, 'BYSCORE', 'LIMIT', 0, 100, 'WITHSCORES')
end

-- What it answers; where it ends with an error, that is kept and the rest goes on.
local function guarded(work, ...)
  local done, first, second = pcall(work, ...)
  if done then
    return first, second
  end
  local what = type(first) == 'table' and first.err or tostring(first)
  refusal = refusal == '' and what .. ' (' .. select(select('#', ...), ...) .. ')' or refusal
end

for k = 3, #KEYS, 3 do
  guarded(function(later, dead, inbox)
    if call('TYPE', later).ok == 'zset' and may(inbox, 'stream') and may(dead, 'stream') then
      promote(later, inbox, dead)
    end
  end, KEYS[k], KEYS[k + 2], KEYS[k + 1])
end
local highest, told = guarded(cancelledJobs, KEYS[1])
local fires = guarded(dueSchedules, KEYS[2]) -- may say what is next
return {moved, next, time[1] * 1000000 + time[2], highest or 0, told or {}, fires or {}, refusal}
