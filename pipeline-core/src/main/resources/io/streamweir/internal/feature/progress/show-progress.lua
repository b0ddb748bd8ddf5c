-- Shows how far handlers have come, and takes back what ended handlers have shown.
--
-- KEYS  1 the channel progressTold, then hashes of jobs, one for each that is shown or taken back
-- ARGV  PUBLISH or SPUBLISH, ttl in ms, then for each hash: field, text, what goes in front of the text where it is published; empty to
--       take back what has this text
-- Needs progress: must HGET HSET HDEL PEXPIRE; progressTold: PUBLISH; server: TIME
-- Reply how many were shown
-- Invariant: what another run of the same entry has shown meanwhile is not taken back. A full server refuses nothing: it is small, and
-- work goes on.

local call = redis.call
local publish, ttl = ARGV[1], ARGV[2]
local time = call('TIME')
local at = '&at=' .. string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000))

local shown = 0
for k = 2, #KEYS do
  local from = 3 * k - 3
  local field, text, front = ARGV[from], ARGV[from + 1], ARGV[from + 2]
  local free = not must(KEYS[k], 'hash') -- a foreign key must not keep the others from being shown
  if free and shown == 0 then
    call('HDEL', KEYS[k], '') -- first what a full server allows too, so that it allows the rest
  end
  if free and front ~= '' then
    call('HSET', KEYS[k], field, text .. at)
    call('PEXPIRE', KEYS[k], ttl)
    -- If the user may not publish, the progress is stored all the same: clients that ask see it.
    redis.pcall(publish, KEYS[1], front .. text .. at)
    shown = shown + 1
  elseif free and string.match(call('HGET', KEYS[k], field) or '', '^(.*)&at=%d+$') == text then
    call('HDEL', KEYS[k], field)
  end
end
return {shown}
