-- Settles entries whose jobs end with a result, where the pipeline keeps no log of results: what a last stage most often decides. Each
-- entry is acknowledged. Only if that counted, and the job was not cancelled, its end is stored and published. ends.lua is in front.
--
-- KEYS  1 inbox, 2 results channel, 3 cancelled, then the result's key of each entry
-- ARGV  group, consumer, PUBLISH or SPUBLISH, how many channels the partition's results have, ttl of a result in ms, then for each
--       entry: id, end
-- Needs inbox: XACK XCLAIM; cancelled: TYPE ZSCORE
-- Reply nothing where all are settled; else { positions of fenced entries, from 1 }, { positions of entries that were overtaken: their job
--       had been cancelled }, { positions of entries that were given back }
-- Invariant: each entry is settled wholly or not at all. An entry whose end cannot be stored is given back to its consumer, as forward.lua
-- does it. Then settle.lua says why. A cancelled job gets no other end.

local call = redis.call
local KEYS, ARGV = KEYS, ARGV -- Lua finds locals faster than globals
local inbox, results, cancelled, group, ttl = KEYS[1], KEYS[2], KEYS[3], ARGV[1], ARGV[5]
local told = {publish = ARGV[3], channel = results, channels = tonumber(ARGV[4])}
local anyCancelled = call('TYPE', cancelled).ok == 'zset' -- else none is looked up
local fenced, overtaken, givenBack = {}, {}, {}

if not redis.acl_check_cmd('XCLAIM', inbox, '0', '0', '0', '0') then
  return redis.error_reply('NOPERM nothing was settled: this user may not XCLAIM ' .. inbox)
elseif anyCancelled and not redis.acl_check_cmd('ZSCORE', cancelled, '') then
  return redis.error_reply('NOPERM nothing was settled: this user may not ZSCORE ' .. cancelled)
end

for k = 6, #ARGV, 2 do
  local id, result, position = ARGV[k], KEYS[k / 2 + 1], k / 2 - 2
  if call('XACK', inbox, group, id) == 0 then
    fenced[#fenced + 1] = position
  elseif anyCancelled and call('ZSCORE', cancelled, string.sub(result, #results + 1)) then
    overtaken[#overtaken + 1] = position
  elseif not pcall(endJob, told, result, ttl, ARGV[k + 1]) then
    call('XCLAIM', inbox, group, ARGV[2], 0, id, 'FORCE', 'JUSTID')
    givenBack[#givenBack + 1] = position
  end
end

if #fenced + #overtaken + #givenBack == 0 then
  return {}
end
return {fenced, overtaken, givenBack}
