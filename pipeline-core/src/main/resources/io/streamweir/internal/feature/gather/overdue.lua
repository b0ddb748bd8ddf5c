-- Ends a gather that was not complete in time: it fires with what there is, or the whole fails. gathers.lua describes its state.
--
-- KEYS  1 gathers, 2 cancelled, 3 results channel, 4 the job's result, 5 its dedupe key or gathers again, 6 ends or gathers again,
--       then pairs of state and gather inbox: its own, then those of the gathers that it is a part of, innermost first
-- ARGV  PUBLISH or SPUBLISH, job, generation, ttl of a result in ms, failure in the form of a result, for how many ms `ends` keeps an
--       end (0: the pipeline has none), how many gathers it is a part of, then for each: its state's place in KEYS, generation, part;
--       at the end how many channels the partition's results have
-- Needs gathers: must allowWhenFull ZREM ZSCORE; gather: must HGET; inbox: mayNotAppend; cancelled: must ZSCORE
-- Needs result: must; ends: mayNotAppend; unique: must; server: TIME
-- Reply GATHERED, FAILED, CANCELLED (its job was, so it is forgotten), or nothing was done: EARLY, GONE
-- Invariant: a gather fires once, or fails once. An error says that nothing was done. A full server refuses nothing, since what has
-- ended makes room.

local call = redis.call
local gathers, cancelled, result, key, state, inbox = KEYS[1], KEYS[2], KEYS[4], KEYS[5], KEYS[7], KEYS[8]
local job, gen, levels = ARGV[2], ARGV[3], tonumber(ARGV[7])
local told = {publish = ARGV[1], channel = KEYS[3], log = ARGV[6] ~= '0' and KEYS[6], kept = tonumber(ARGV[6]),
  channels = tonumber(ARGV[#ARGV])}

local denied = denier('no gather was ended')
local wrong = must(gathers, 'zset') or must(cancelled, 'zset') or must(result, 'string') or denied('ZREM', gathers)
  or denied('SET', result) or told.log and mayNotAppend(told.log, denied)
for k = 7, #KEYS, 2 do
  wrong = wrong or must(KEYS[k], 'hash') or mayNotAppend(KEYS[k + 1], denied)
end
wrong = wrong or lacks(denied, {'HGET', 'HMGET', 'HSET', 'HSETNX', 'HINCRBY', 'PEXPIRE', 'UNLINK'}, state)
wrong = wrong or lacks(denied, {'ZADD', 'ZRANGE', 'ZSCORE'}, cancelled)
if key ~= gathers then
  wrong = wrong or must(key, 'string') or denied('GET', key) or denied('SET', key) or denied('DEL', key)
end
if wrong then
  return redis.error_reply(wrong)
end

allowWhenFull(gathers)
local due = call('ZSCORE', gathers, gatherName(gathers, state))
local time = call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if not due then
  return {'GONE'}
elseif tonumber(due) > now then
  return {'EARLY'}
elseif generation(state) == '' then
  call('ZREM', gathers, gatherName(gathers, state)) -- Redis has lost the state
  return {'GONE'}
elseif generation(state) ~= gen then
  return {'EARLY'}
end
if call('ZSCORE', cancelled, job) then
  removeGather(nil, gathers, state, true)
  return {'CANCELLED'}
end
if call('HGET', state, 'policy') == 'collect' and call('HGET', state, 'total') then
  fireGather(gathers, state, inbox)
  stopParts(cancelled, gathers, state, gen)
  return {'GATHERED'}
end
removeGather(cancelled, gathers, state, true)
local parents = {}
for at = 8, 5 + 3 * levels, 3 do
  local place = tonumber(ARGV[at])
  parents[#parents + 1] = {state = KEYS[place], inbox = KEYS[place + 1], gen = ARGV[at + 1], part = ARGV[at + 2]}
end
if failPart(cancelled, gathers, parents, ARGV[5]) then
  endJob(told, result, ARGV[4], ARGV[5])
  if key ~= gathers then
    hold(key, job, -1, ARGV[4])
  end
end
return {'FAILED'}
