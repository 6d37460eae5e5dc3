-- Idempotency keys.

-- A released claim leaves a mark with the result for waiting duplicates, '' if they try for themselves. The mark distinguishes a
-- released key from one that vanished, because Redis was emptied or a replica lacked it.
local function releasedKey(owner) return subject .. ':freed:' .. owner end

function steps.begin()
  -- This claim was released before it arrived, because its process received no reply in time.
  if redis.call('EXISTS', releasedKey(a.owner)) == 1 then return '{"status":"lost"}' end
  local entry = redis.call('HMGET', subject, 'fingerprint', 'state', 'owner', 'value')
  local fingerprint, state, owner, value = entry[1], entry[2], entry[3], entry[4]
  local exists = redis.call('EXISTS', subject) == 1
  if not exists then
    local epoch = whole(textAt(EPOCH, 'epoch'))
    if a.graceMs > 0 and (not epoch or now - epoch < a.graceMs) then return '{"status":"unready"}' end
  end
  local same = fingerprint == a.fingerprint
  if a.seen and owner ~= a.seen and not (same and state == 'done') then
    local result = redis.call('GET', releasedKey(a.seen))
    if not result then return '{"status":"lost"}' end
    if result ~= '' then return cjson.encode({ status = 'done', value = result }) end
  end
  if not exists then
    redis.call('HSET', subject, 'fingerprint', a.fingerprint, 'state', 'pending', 'owner', a.owner)
    redis.call('PEXPIRE', subject, a.ttlMs)
    redis.call('SET', aliveKey(processOf(a.owner)), 1, 'PX', a.aliveMs)
    return '{"status":"claimed"}'
  end
  if fingerprint and not same then return '{"status":"conflict"}' end
  if same and state == 'done' and value then return cjson.encode({ status = 'done', value = value }) end
  local process = owner and processOf(owner)
  if same and state == 'pending' and process then
    if alive(process) then return cjson.encode({ status = 'pending', owner = owner }) end
  else
    invalid = 'idempotency key'
  end
  return '{"status":"unknown"}'
end

function steps.complete()
  local owner = redis.call('HGET', subject, 'owner')
  -- The claim is missing if Redis was emptied meanwhile.
  if not owner or owner == a.owner then
    redis.call('HSET', subject, 'fingerprint', a.fingerprint, 'owner', a.owner, 'state', 'done', 'value', a.value)
    redis.call('PEXPIRE', subject, a.ttlMs)
  end
  redis.call('PUBLISH', PREFIX .. 'settled', cjson.encode({ key = a.key }))
end

function steps.abandon()
  -- The mark outlives the poll interval of waiting duplicates and the delay of a late command.
  if a.owner then redis.call('SET', releasedKey(a.owner), a.value or '', 'PX', a.releasedTtlMs) end
  local owner = redis.call('HGET', subject, 'owner')
  if owner and owner ~= a.owner then return end
  redis.call('DEL', subject)
  redis.call('PUBLISH', PREFIX .. 'settled', cjson.encode({ key = a.key }))
end
