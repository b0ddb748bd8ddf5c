-- Appends jobs that have nothing but an id, a time and a payload, as most have. All that fit are taken, in order. It does what append.lua does
-- with such jobs, but defines nothing and asks little, so a call with one job takes less than half of the time.
--
-- KEYS  1 inbox, 2 closed
-- ARGV  group, most entries that the inbox may hold, then for each job: job, time, payload
-- Needs inbox: XADD XINFO|GROUPS XLEN; closed: GET
-- Reply as append.lua: a list of (position, FULL, '') of those that were not appended; empty: all were. An error with the code CLOSED and what
--       `closed` holds: submits are refused while the pipeline is paused.
-- Invariant: an error says that nothing was appended.

local KEYS, ARGV = KEYS, ARGV -- Lua finds locals faster than globals
local inbox = KEYS[1]

local closed = redis.call('GET', KEYS[2])
if closed then
  return redis.error_reply('CLOSED ' .. closed)
end

local held = redis.pcall('XLEN', inbox)
if type(held) == 'table' then
  local code = string.match(held.err, '^[A-Z]+')
  return redis.error_reply(code .. ' nothing was appended: ' .. inbox .. ' is no stream that this user may use: ' .. held.err)
end
local most, jobs = tonumber(ARGV[2]), (#ARGV - 2) / 3
if held > 0 and held + jobs > most then -- settled entries stay in the stream until it is trimmed, and do not count
  for _, info in ipairs(redis.call('XINFO', 'GROUPS', inbox)) do
    local named = {}
    for k = 1, #info, 2 do
      named[info[k]] = info[k + 1]
    end
    if named['name'] == ARGV[1] and named['lag'] then
      held = named['lag'] + named['pending']
    end
  end
end

local room, appended, refused = most - held, false, {}
for k = 3, #ARGV, 3 do
  local answer = room > 0 and redis.pcall('XADD', inbox, '*', 'j', ARGV[k], 't', ARGV[k + 1], 'p', ARGV[k + 2])
  if type(answer) == 'string' then
    room, appended = room - 1, true
  elseif answer and not appended then
    return answer -- what Redis refuses at first is an error, and a full inbox from then on
  else
    room = 0
    refused[#refused + 1] = {k / 3, 'FULL', ''}
  end
end
return refused
