-- Pauses a stage or the whole pipeline, changes a pause that is in force, or ends it.
--
-- KEYS  1 paused, a hash by stage, `*` for the whole pipeline. A value: since when and until when in ms since 1970 (0: until it is
--       resumed), 1 where submits are refused meanwhile, else 0, with a space between them; in a second line the name of the one that
--       paused; in a third line why, or nothing
-- ARGV  stage or *, then nothing more where the pause ends; else for how many ms from now on (0: until it is resumed; empty: as long
--       as before, else until it is resumed), whether submits are refused meanwhile (1, or 0: as before, else not), who, why
--       (empty: as before)
-- Needs paused: must HDEL HGET HGETALL HSET; server: TIME
-- Reply the value before, empty where it was not paused, and the value that is in force now, empty where it has ended
-- Invariant: a pause that is in force keeps its beginning and the name of the one that began it. A full server refuses nothing, since that
-- may be why an operator pauses.

local call = redis.call
local paused, stage, lasts, refuses, by, why = KEYS[1], ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local wrong = must(paused, 'hash')
  or lacks(denier('nothing was changed'), {'HDEL', 'HGET', 'HGETALL', 'HSET'}, paused)
if wrong then
  return redis.error_reply(wrong)
end

call('HDEL', paused, '') -- first what a full server allows too, so that it allows the rest
local time = call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

-- Pauses whose time is up are taken away.
local all = call('HGETALL', paused)
for k = 1, #all, 2 do
  local ends = tonumber(string.match(all[k + 1], '^%d+ (%d+) ') or 0)
  if ends > 0 and ends <= now then
    call('HDEL', paused, all[k])
  end
end

local before = call('HGET', paused, stage) or ''
if not lasts then
  call('HDEL', paused, stage)
  return {before, ''}
end

local since, ends, refused, first, reason = string.match(before, '^(%d+) (%d+) (%d)\n([^\n]*)\n?(.*)$')
ends = ends or '0'
if lasts ~= '' then
  ends = lasts == '0' and '0' or string.format('%.0f', now + tonumber(lasts))
end
local value = (since or string.format('%.0f', now)) .. ' ' .. ends .. ' ' .. (refused == '1' and refused or refuses)
  .. '\n' .. (first or by) .. '\n' .. (why ~= '' and why or reason or '')
call('HSET', paused, stage, value)
return {before, value}
