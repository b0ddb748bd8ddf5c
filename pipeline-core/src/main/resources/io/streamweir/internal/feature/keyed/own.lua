-- Takes, keeps or gives up the ownership of one partition of a keyed stage.
--
-- KEYS  1 owner
-- ARGV  ACQUIRE, RENEW or GIVE_UP, token of the ownership, lease in ms, name of the worker
-- Needs owner: HGET HSET HDEL PEXPIRE DEL
-- Reply whether the caller owns the partition, or owned it until now (1 or 0)
-- If the clock was set back, another worker's ownership lasts for at most a lease after the first call that asks for it.
-- Invariant: one token at a time. An ownership that has run out cannot be renewed, since another one may have been in between. What its
-- worker still sends has no effect.

local call = redis.call
local verb, token, lease = ARGV[1], ARGV[2], ARGV[3]

local wrong = lacks(denier('nothing was done'), {'HSET', 'HDEL', 'PEXPIRE', 'DEL'}, KEYS[1])
if wrong then
  return redis.error_reply(wrong)
end
local held = call('HGET', KEYS[1], 'token')
if verb == 'ACQUIRE' and not held then
  call('HDEL', KEYS[1], '') -- first what a full server allows too, so that it allows the rest
  call('HSET', KEYS[1], 'token', token, 'worker', ARGV[4], 'number', 0)
  held = token
end
if held ~= token then
  if verb == 'ACQUIRE' then
    call('PEXPIRE', KEYS[1], lease, 'LT') -- Redis keeps the time at which a key expires, not how long it has left
  end
  return 0
end
if verb == 'GIVE_UP' then
  call('DEL', KEYS[1])
else
  call('PEXPIRE', KEYS[1], lease)
end
return 1
