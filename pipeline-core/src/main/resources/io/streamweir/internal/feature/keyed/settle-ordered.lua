-- The effects of entries at a keyed stage, on the keys that parking.lua knows.
-- Needs nothing

-- delay in ms or below 0, key, position, then fields
effects['park'] = {
  job = function(at)
    return jobOfFields(at + 3)
  end,
  apply = function(_, at, last)
    park(ARGV[at + 1], ARGV[at + 2], {unpack(ARGV, at + 3, last)}, tonumber(ARGV[at]))
  end
}

local function unparkNext(at)
  goOn(ARGV[at], ARGV[at + 1], tonumber(ARGV[at + 2]))
end

-- key, epoch, n: the last entry of those that were unparked together ends, so up to n parked ones of the key follow. So they do
-- where the entry was overtaken.
effects['unpark-next'] = {
  apply = function(_, at)
    unparkNext(at)
  end,
  letGo = unparkNext
}
