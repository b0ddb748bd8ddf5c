-- What settle.lua, split.lua and overdue.lua know of gathers; it is sent in front of each of them and is no script of its own.
-- A gather's state is a hash:
--   gen         the generation of parts that count; empty once it has fired
--   entry       the fields of the gather stage's entry, packed by cmsgpack
--   g, u        of the split's entry: the gathers that this one is a part of, innermost first; the dedupe key of the job
--   id          the split's entry that makes the parts
--   emitted     parts made so far; sum: their checksum; total: the same as emitted, once the split has ended
--   left        parts that have not ended, and one more until the split has
--   failed      parts that failed and are listed as !1, !2 ...: the part, a space, its failure in the form of a result
--   policy      fail or collect; timeout: in ms
--   0, 1 ...    by part: its result, empty where it was dropped, ! where it failed
-- If a gather failed while its split went on, a hash with `over` stays: the split's entry, which then does not begin anew.
-- Needs gather: HGET HMGET HSET HSETNX HINCRBY PEXPIRE UNLINK; gathers: ZREM; inbox: XADD; cancelled: ZADD ZRANGE
-- Needs server: TIME

local GATHER_KEPT = 604800000 -- 7 days in ms: of what is over and of what has fired

local generations = {} -- by state, as far as they were asked for

local function generation(state)
  local known = generations[state]
  if known == nil then
    known = redis.call('HGET', state, 'gen') or ''
    generations[state] = known
  end
  return known
end

-- `gathers` and `gather:` are of one length at every priority, so what follows in a state's key names it among the open ones.
local function gatherName(gathers, state)
  return string.sub(state, #gathers + 1)
end

-- Nothing that its parts do counts from here on.
local function fireGather(gathers, state, inbox)
  local packed, entry = pcall(cmsgpack.unpack, redis.call('HGET', state, 'entry') or '')
  if not packed or type(entry) ~= 'table' or #entry == 0 or #entry % 2 == 1 then
    entry = {'gather', state} -- it was changed from outside: a dead letter shall tell
  end
  redis.call('XADD', inbox, '*', unpack(entry))
  redis.call('HSET', state, 'gen', '')
  redis.call('PEXPIRE', state, GATHER_KEPT)
  redis.call('ZREM', gathers, gatherName(gathers, state))
  generations[state] = ''
end

-- Of a part, or of the split itself: the last one fires. If the number was overwritten from outside, the gather ends at its timeout.
local function countDown(gathers, state, inbox)
  if redis.pcall('HINCRBY', state, 'left', -1) == 0 then
    fireGather(gathers, state, inbox)
  end
end

local function endPart(gathers, state, inbox, index, result)
  if redis.call('HSETNX', state, index, result) == 1 then
    countDown(gathers, state, inbox)
  end
end

local function listFailure(gathers, state, inbox, index, failure)
  if redis.call('HSETNX', state, index, '!') == 1 then
    local nth = redis.pcall('HINCRBY', state, 'failed', 1)
    redis.call('HSET', state, '!' .. (type(nth) == 'number' and nth or index), index .. ' ' .. failure)
    countDown(gathers, state, inbox)
  end
end

-- Workers are told to stop its parts as they are told of cancelled jobs, which cancel.lua describes.
local function stopParts(cancelled, gathers, state, gen)
  local time = redis.call('TIME')
  local newest = redis.call('ZRANGE', cancelled, -1, -1, 'WITHSCORES')
  local goes = math.max(time[1] * 1000 + GATHER_KEPT, tonumber(newest[2] or 0) + 1)
  redis.call('ZADD', cancelled, string.format('%.0f', goes), gen .. ':' .. gatherName(gathers, state))
end

-- Forgets a gather, and stops its parts where `cancelled` is given; `leaves` says that its split may still go on.
local function removeGather(cancelled, gathers, state, leaves)
  local gen = generation(state)
  local known = redis.call('HMGET', state, 'id', 'total')
  redis.call('UNLINK', state)
  redis.call('ZREM', gathers, gatherName(gathers, state))
  generations[state] = ''
  if leaves and known[1] and not known[2] then
    redis.call('HSET', state, 'over', known[1])
    redis.call('PEXPIRE', state, GATHER_KEPT)
  end
  if cancelled and gen ~= '' then
    stopParts(cancelled, gathers, state, gen)
  end
end

-- A part has failed, or a whole that is a part. `levels` has for each gather that it is a part of, innermost first: state, inbox of the
-- gather stage, generation and part. Answers whether the job has failed with it.
local function failPart(cancelled, gathers, levels, failure)
  for _, level in ipairs(levels) do
    if generation(level.state) ~= level.gen then
      return false
    end
    if redis.call('HGET', level.state, 'policy') == 'collect' then
      listFailure(gathers, level.state, level.inbox, level.part, failure)
      return false
    end
    removeGather(cancelled, gathers, level.state, true)
  end
  return true
end
