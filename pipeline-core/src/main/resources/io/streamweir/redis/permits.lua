-- Says which commands the calling user may not run, without running any of them.
--
-- KEYS  1 a key of the partition, which says where to ask
-- ARGV  per command: how many words it has, then the words
-- Reply positions, from 1, of the commands that are denied
-- Invariant: no key is touched.

local denied = {}
local position = 0
local i = 1
while i <= #ARGV do
  local last = i + tonumber(ARGV[i])
  position = position + 1
  if not redis.acl_check_cmd(unpack(ARGV, i + 1, last)) then
    denied[#denied + 1] = position
  end
  i = last + 1
end
return denied
