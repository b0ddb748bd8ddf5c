-- How settle.lua and overdue.lua let go of dedupe keys. It is sent in front of them and is no script of its own.
-- Needs unique: GET SET DEL

-- Changes how many entries of the job hold a dedupe key. What a key holds is said in append.lua. The fingerprint stays.
local function hold(key, job, change, ttl)
  local held = redis.call('GET', key) or ''
  local holder, count = string.match(held, '^(%S+) ?(%d*)')
  if holder == job then
    count = (tonumber(count) or 1) + change
    if count < 1 then
      redis.call('DEL', key)
    else
      local fingerprint = string.match(held, '^%S+ ?%d*( #%x+)$') or ''
      redis.call('SET', key, (count == 1 and job or string.format('%s %d', job, count)) .. fingerprint, 'PX', ttl)
    end
  end
end
