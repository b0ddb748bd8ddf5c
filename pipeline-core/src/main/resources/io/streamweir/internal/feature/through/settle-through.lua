-- The effect of an entry that becomes a dead letter of a later stage, through which it ran: the stream has no such entry, so its fields
-- are arguments.
--
-- dead stream, reason, error, attempts, then result key or 0, ttl in ms, failure, then the fields of the entry
-- Needs dead: mayNotAppend XADD

effects['bury-through'] = {
  job = effects['bury'].job,
  apply = function(id, at, last)
    local letter = {'reason', ARGV[at + 1], 'error', ARGV[at + 2], 'attempts', ARGV[at + 3], 'entry', id}
    for k = at + 7, last, 2 do
      letter[#letter + 1] = 'f:' .. ARGV[k]
      letter[#letter + 1] = ARGV[k + 1]
    end
    call('XADD', KEYS[tonumber(ARGV[at])], '*', unpack(letter))
    if ARGV[at + 4] ~= '0' then
      store(at + 4)
    end
  end
}
