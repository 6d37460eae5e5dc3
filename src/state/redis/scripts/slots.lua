-- Slots and queue of one token. `confirm` also counts the call of the day and records its attempt, with quota.lua and
-- campaign-ids.lua.

local slots, queue, rounds, round, arrivals =
  subject .. ':slots', subject .. ':queue', subject .. ':rounds', subject .. ':round', subject .. ':arrivals'
-- Queued tickets: ticket to caller, and caller to the number of its tickets.
local callers, counts = subject .. ':callers', subject .. ':counts'
-- Score of a place in the queue: round * ROUND_SCORE + arrival.
local ROUND_SCORE = 1000000000

local function dequeue(ticket)
  if redis.call('ZREM', queue, ticket) == 0 then return end
  if redis.call('EXISTS', queue) == 0 then
    -- Rounds start again, so a caller is not placed behind others for calls that have left the queue.
    redis.call('DEL', rounds, round, arrivals, callers, counts)
    return
  end
  local caller = redis.call('HGET', callers, ticket)
  redis.call('HDEL', callers, ticket)
  if caller and redis.call('HINCRBY', counts, caller, -1) <= 0 then redis.call('HDEL', counts, caller) end
end

local function grant(ticket)
  redis.call('ZADD', slots, now + GRANT_TIMEOUT_MS, ticket)
end

-- Removes expired slots and grants the free ones to the heads of the queue. own: the process of this step.
-- PUBLISH is a hint: its count does not prove whether the process received it. A place stays queued while its process has no
-- subscriber, because it may be reconnecting. It receives the slot at the next step of its process. A process is dead if its
-- heartbeat has expired, or if it has no subscriber and no heartbeat for SILENT_MS.
local function grantFree(own)
  redis.call('ZREMRANGEBYSCORE', slots, '-inf', now)
  local free = a.maxInFlight - redis.call('ZCARD', slots)
  if free <= 0 or not memoryIsComplete() then return end
  local skipped, unsubscribed = 0, {}
  while free > 0 do
    local head = redis.call('ZRANGE', queue, skipped, skipped, 'WITHSCORES')
    local ticket = head[1]
    if not ticket then return end
    local process = processOf(ticket)
    if unsubscribed[process] then
      skipped = skipped + 1
    elseif not alive(process) then
      dequeue(ticket)
    elseif redis.call('PUBLISH', PREFIX .. 'granted:' .. process, ticket) > 0 or process == own then
      redis.call('SET', round, math.floor(tonumber(head[2]) / ROUND_SCORE))
      dequeue(ticket)
      grant(ticket)
      free = free - 1
    elseif redis.call('PTTL', aliveKey(process)) < ALIVE_MS - SILENT_MS then
      dequeue(ticket)
    else
      unsubscribed[process] = true
    end
  end
end

local function withNextExpiry(reply)
  local first = redis.call('ZRANGE', slots, 0, 0, 'WITHSCORES')
  if #first > 0 then reply.nextExpiryMs = math.max(0, tonumber(first[2]) - now) end
  return cjson.encode(reply)
end

function steps.acquire()
  redis.call('SET', aliveKey(processOf(a.ticket)), 1, 'PX', a.aliveMs)
  grantFree()
  local waiting = redis.call('ZCARD', queue)
  local free = redis.call('ZCARD', slots) < a.maxInFlight and memoryIsComplete()
  if free and waiting == 0 then
    grant(a.ticket)
    return cjson.encode({ status = 'granted' })
  end
  if waiting >= a.maxQueue then return cjson.encode({ status = 'rejected' }) end
  -- hasShare in state.ts.
  if tonumber(redis.call('HGET', counts, a.caller) or 0) >= a.maxQueue - waiting then
    return cjson.encode({ status = 'share-exceeded' })
  end
  local current = tonumber(redis.call('GET', round) or 0)
  local ownRound = math.max(current, tonumber(redis.call('HGET', rounds, a.caller) or 0)) + 1
  redis.call('HSET', rounds, a.caller, ownRound)
  redis.call('HSET', callers, a.ticket, a.caller)
  redis.call('HINCRBY', counts, a.caller, 1)
  redis.call('ZADD', queue, string.format('%.0f', ownRound * ROUND_SCORE + redis.call('INCR', arrivals)), a.ticket)
  -- A slot is free, so every ticket before this one belongs to a process without a subscriber.
  if free then grantFree(processOf(a.ticket)) end
  return withNextExpiry({ status = 'queued' })
end

function steps.release()
  redis.call('ZREM', slots, a.ticket)
  dequeue(a.ticket)
  grantFree()
end

function steps.expireIn()
  redis.call('ZADD', slots, now + a.ms, a.ticket)
end

function steps.renew()
  for _, ticket in ipairs(a.running) do redis.call('ZADD', slots, now + a.leaseMs, ticket) end
  grantFree(a.process)
  local holders = redis.call('ZRANGE', slots, 0, -1)
  -- Reports lost places (Redis was emptied, or a message was lost), because their calls would wait forever.
  local lost = {}
  for _, ticket in ipairs(a.waiting) do
    if not redis.call('ZSCORE', queue, ticket) and not redis.call('ZSCORE', slots, ticket) then table.insert(lost, ticket) end
  end
  -- Empty lists are omitted, because cjson encodes an empty table as an object.
  local reply = {}
  if #holders > 0 then reply.holders = holders end
  if #lost > 0 then reply.lost = lost end
  return withNextExpiry(reply)
end

function steps.confirm()
  if not memoryIsComplete() then return '{"status":"queued"}' end
  if not redis.call('ZSCORE', slots, a.ticket) then
    return redis.call('ZSCORE', queue, a.ticket) and '{"status":"queued"}' or '{"status":"lost"}'
  end
  startDay(a.endsAt)
  local isUsedUp = redis.call('HEXISTS', day, 'exhausted') == 1
    or a.limit ~= cjson.null and whole(redis.call('HGET', day, 'spent')) >= a.limit
  if isUsedUp and not a.ignoresQuota then return '{"status":"quota-exhausted"}' end
  -- Before the writes below, because a failed step must not count a call.
  local attempt = KEYS[2] and recordAttempt(KEYS[2])
  redis.call('HINCRBY', day, 'spent', 1)
  redis.call('ZADD', slots, now + a.leaseMs, a.ticket)
  return '{"status":"confirmed"' .. (attempt and ',"attempt":' .. attempt or '') .. '}'
end

function steps.usage()
  grantFree()
  startDay(a.endsAt)
  return cjson.encode({
    inFlight = redis.call('ZCARD', slots),
    queued = redis.call('ZCARD', queue),
    used = whole(redis.call('HGET', day, 'spent')) or 0,
  })
end
