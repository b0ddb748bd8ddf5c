-- Says which commands the calling user may not run, without running any of them.
--
-- KEYS  1 a key of the partition, which says where to ask
-- ARGV  per command: how many words it has, then the words; or 0, a command and its key, where the rest does not matter
-- Needs nothing
-- Reply positions, from 1, of the commands that are denied
-- Invariant: no key is touched.

local denied = {}
local position = 0
local i = 1
while i <= #ARGV do
  local words = tonumber(ARGV[i])
  local last = i + (words == 0 and 2 or words)
  local may
  if words == 0 then
    may = mayRun(ARGV[i + 1], ARGV[last])
  else
    may = redis.acl_check_cmd(unpack(ARGV, i + 1, last))
  end
  position = position + 1
  if not may then
    denied[#denied + 1] = position
  end
  i = last + 1
end
return denied
