-- Settles entries that all go to the same next stage as they came: the most frequent batch by far, and often one of a single entry. Each
-- entry is acknowledged. Only if that counted, its successor is appended. It defines nothing and asks little beforehand, since each question
-- is one more command for a settlement that has two.
--
-- KEYS  1 inbox, 2 target inbox
-- ARGV  group, consumer, 1 where the length of the target is wanted or 0, then for each entry: id, job, time, payload
-- Needs inbox: XACK XADD XCLAIM XLEN
-- Reply { entries in the target inbox, or 0 where that is not wanted }; unless all are settled, behind it { positions of fenced entries,
--       from 1 }, { positions of entries that were given back }
-- Invariant: each entry is settled wholly or not at all. An entry whose successor is refused is given back to its consumer: it is pending
-- again, as if nothing had been tried, but that its deliveries count from 1. Then settle.lua says why, or does it.

local call = redis.call
local KEYS, ARGV = KEYS, ARGV -- Lua finds locals faster than globals
local inbox, target, group = KEYS[1], KEYS[2], ARGV[1]
local fenced, givenBack

if not redis.acl_check_cmd('XCLAIM', inbox, '0', '0', '0', '0') then
  return redis.error_reply('NOPERM nothing was settled: this user may not XCLAIM ' .. inbox)
end

for k = 4, #ARGV, 4 do
  if call('XACK', inbox, group, ARGV[k]) == 0 then
    fenced = fenced or {}
    fenced[#fenced + 1] = k / 4
  elseif type(redis.pcall('XADD', target, '*', 'j', ARGV[k + 1], 't', ARGV[k + 2], 'p', ARGV[k + 3])) == 'table' then
    call('XCLAIM', inbox, group, ARGV[2], 0, ARGV[k], 'FORCE', 'JUSTID')
    givenBack = givenBack or {}
    givenBack[#givenBack + 1] = k / 4
  end
end

local length = ARGV[3] == '1' and not givenBack and call('XLEN', target) or 0
if fenced or givenBack then
  return {length, fenced or {}, givenBack or {}}
end
return {length}
