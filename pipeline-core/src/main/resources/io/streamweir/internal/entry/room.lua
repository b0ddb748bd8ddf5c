-- Says how full an inbox is, to scripts that append. It is sent in front of them and is no script of its own.
-- Needs backlog(inbox): XLEN XINFO|GROUPS

-- How many entries the inbox holds that are not settled. Settled ones stay in the stream until it is trimmed, so a long stream may
-- still have room; they are told apart only where `more` entries may not fit in beside them.
local function backlog(inbox, group, most, more)
  local length = redis.call('XLEN', inbox)
  if length + more < most or length == 0 then
    return length
  end
  for _, info in ipairs(redis.call('XINFO', 'GROUPS', inbox)) do
    local named = {}
    for k = 1, #info, 2 do
      named[info[k]] = info[k + 1]
    end
    if named['name'] == group and named['lag'] then
      return named['lag'] + named['pending']
    end
  end
  return length
end
