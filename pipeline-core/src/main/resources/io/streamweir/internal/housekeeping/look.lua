-- Tells in which inboxes of a partition there are entries whose lease has run out.
--
-- KEYS  pairs of an inbox and how far the scan has come that its workers share
-- ARGV  group, lease in ms, for how many ms after such a scan an inbox is left out, the latest time of the server that the caller has
--       heard, in ms (0: none)
-- Needs inbox: XPENDING XINFO|GROUPS; swept: HGET; server: TIME
-- Reply the server's time in ms, then the positions of these inboxes, from 0
-- If the clock was set back, leases seem to run on. So then every inbox counts in which an entry is pending.
-- Invariant: changes nothing. An inbox that workers with room scan is left out, and no inbox in which nothing is pending costs more than
-- one look.

local call = redis.call
local group, lease, rest, heard = ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])
local time = call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

-- Nothing where there is no such group or inbox.
local function ours(inbox)
  for _, info in ipairs(redis.pcall('XINFO', 'GROUPS', inbox)) do
    if field(info, 'name') == group then
      return info
    end
  end
end

local function isScanned(swept)
  local since = now - tonumber(call('HGET', swept, 'due:' .. lease) or 0)
  return since < rest and since > -10000 -- else the clock was set back
end

local function isOverdue(inbox, swept)
  local info = ours(inbox)
  local pending = info and field(info, 'pending') or 0
  if pending == 0 or isScanned(swept) then
    return false
  end
  local latest = heard > 0 and heard or tonumber(string.match(field(info, 'last-delivered-id'), '^%d+'))
  return latest > now or pending > 100000 or #call('XPENDING', inbox, group, 'IDLE', lease, '-', '+', 1) > 0
end

local reply = {now}
for k = 1, #KEYS, 2 do
  if isOverdue(KEYS[k], KEYS[k + 1]) then
    reply[#reply + 1] = (k - 1) / 2
  end
end
return reply
