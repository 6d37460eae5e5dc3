/**
 * The steps of State as one Lua script, each indivisible and on Redis's own clock. memory-pool.ts says the same in
 * TypeScript. KEYS[1] is what the step is about, ARGV[1] the step, ARGV[2] its arguments as JSON, ARGV[3] a text
 * that is too long to be one of these.
 */
export const SCRIPT = `
local subject, step, a = KEYS[1], ARGV[1], cjson.decode(ARGV[2])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local slots, queue, rounds, round, arrivals, day =
  subject .. ':slots', subject .. ':queue', subject .. ':rounds', subject .. ':round', subject .. ':arrivals', subject .. ':day'
-- A place in the queue is scored by its round, then by its arrival.
local ROUND = 1000000000

local function processOf(ticket) return string.match(ticket, '^[^:]+') end
local function aliveKey(process) return 'wolkvox:process:' .. process end
local function alive(process) return redis.call('EXISTS', aliveKey(process)) == 1 end

-- Takes back what has ended and gives the free slots to the heads of the queue.
local function handOn()
  redis.call('ZREMRANGEBYSCORE', slots, '-inf', now)
  while redis.call('ZCARD', slots) < a.maxInFlight do
    local head = redis.call('ZPOPMIN', queue)
    if #head == 0 then
      redis.call('DEL', rounds, round, arrivals)
      return
    end
    redis.call('SET', round, math.floor(tonumber(head[2]) / ROUND))
    -- The dead do not come when they are called: the connection of one that was killed is closed at once, and the mark
    -- of one whose machine is gone ends.
    local process = processOf(head[1])
    if alive(process) and redis.call('PUBLISH', 'wolkvox:granted:' .. process, head[1]) > 0 then
      redis.call('ZADD', slots, now + a.leaseMs, head[1])
    end
  end
end

local function lookAgain(reply)
  local first = redis.call('ZRANGE', slots, 0, 0, 'WITHSCORES')
  if #first > 0 then reply.lookAgainMs = math.max(0, tonumber(first[2]) - now) end
  return cjson.encode(reply)
end

-- The day's count begins anew when the day has ended by this clock; a caller whose clock is behind changes nothing.
local function turnTo(endsAt)
  local current = tonumber(redis.call('HGET', day, 'endsAt') or 0)
  if current <= now and current < endsAt then
    redis.call('DEL', day)
    redis.call('HSET', day, 'endsAt', string.format('%.0f', endsAt), 'spent', 0)
    redis.call('PEXPIRE', day, math.max(1, endsAt - now) + 86400000)
  end
end

local steps = {}

function steps.alive()
  redis.call('SET', aliveKey(a.process), 1, 'PX', a.ms)
  local epoch = redis.call('GET', subject)
  if not epoch then redis.call('SET', subject, string.format('%.0f', now)) end
  return string.format('%.0f', now - (epoch or now))
end

function steps.enter()
  redis.call('SET', aliveKey(processOf(a.ticket)), 1, 'PX', a.aliveMs)
  handOn()
  local waiting = redis.call('ZCARD', queue)
  if waiting == 0 and redis.call('ZCARD', slots) < a.maxInFlight then
    redis.call('ZADD', slots, now + a.leaseMs, a.ticket)
    return cjson.encode({ place = 'in' })
  end
  if waiting >= a.maxQueue then return cjson.encode({ place = 'full' }) end
  local current = tonumber(redis.call('GET', round) or 0)
  local mine = math.max(current, tonumber(redis.call('HGET', rounds, a.caller) or 0)) + 1
  redis.call('HSET', rounds, a.caller, mine)
  redis.call('ZADD', queue, string.format('%.0f', mine * ROUND + redis.call('INCR', arrivals)), a.ticket)
  return lookAgain({ place = 'waiting' })
end

function steps.leave()
  redis.call('ZREM', slots, a.ticket)
  redis.call('ZREM', queue, a.ticket)
  handOn()
end

function steps.keep()
  redis.call('ZADD', slots, 'XX', now + a.ms, a.ticket)
end

function steps.tend()
  for _, ticket in ipairs(a.running) do redis.call('ZADD', slots, now + a.leaseMs, ticket) end
  handOn()
  local holders = redis.call('ZRANGE', slots, 0, -1)
  -- An empty table is an object to cjson.
  -- A place that is gone (a Redis that was emptied, a word that did not arrive) is told, or its call would wait for ever.
  local gone = {}
  for _, ticket in ipairs(a.waiting) do
    if not redis.call('ZSCORE', queue, ticket) and not redis.call('ZSCORE', slots, ticket) then table.insert(gone, ticket) end
  end
  local reply = {}
  if #holders > 0 then reply.holders = holders end
  if #gone > 0 then reply.gone = gone end
  return lookAgain(reply)
end

function steps.spend()
  turnTo(a.endsAt)
  if redis.call('HEXISTS', day, 'exhausted') == 1 then return 'false' end
  if a.cap ~= cjson.null and tonumber(redis.call('HGET', day, 'spent')) >= a.cap then return 'false' end
  redis.call('HINCRBY', day, 'spent', 1)
  return 'true'
end

function steps.giveBack()
  if tonumber(redis.call('HGET', day, 'endsAt') or 0) == a.endsAt then redis.call('HINCRBY', day, 'spent', -1) end
end

function steps.exhaust()
  turnTo(a.endsAt)
  -- What was said of yesterday is not said of today.
  if tonumber(redis.call('HGET', day, 'endsAt') or 0) == a.endsAt then redis.call('HSET', day, 'exhausted', 1) end
end

function steps.books()
  handOn()
  turnTo(a.endsAt)
  return cjson.encode({
    inFlight = redis.call('ZCARD', slots),
    queued = redis.call('ZCARD', queue),
    spent = tonumber(redis.call('HGET', day, 'spent') or 0),
  })
end

function steps.claim()
  local entry = redis.call('HMGET', subject, 'fingerprint', 'state', 'owner', 'value')
  if not entry[1] then
    redis.call('HSET', subject, 'fingerprint', a.fingerprint, 'state', 'pending', 'owner', a.owner)
    redis.call('PEXPIRE', subject, a.keepMs)
    redis.call('SET', aliveKey(processOf(a.owner)), 1, 'PX', a.aliveMs)
    return '{"claim":"mine"}'
  end
  if entry[1] ~= a.fingerprint then return '{"claim":"conflict"}' end
  if entry[2] == 'done' then return cjson.encode({ claim = 'done', value = entry[4] }) end
  if alive(processOf(entry[3])) then return '{"claim":"pending"}' end
  return '{"claim":"unknown"}'
end

function steps.settle()
  local owner = redis.call('HGET', subject, 'owner')
  -- A Redis that was emptied meanwhile knows nothing of the claim.
  if not owner or owner == a.owner then
    redis.call('HSET', subject, 'fingerprint', a.fingerprint, 'owner', a.owner, 'state', 'done', 'value', a.value)
    redis.call('PEXPIRE', subject, a.keepMs)
  end
  redis.call('PUBLISH', 'wolkvox:settled', cjson.encode({ key = a.key, value = a.value }))
end

function steps.free()
  local owner = redis.call('HGET', subject, 'owner')
  if owner and owner ~= a.owner then return end
  redis.call('DEL', subject)
  redis.call('PUBLISH', 'wolkvox:settled', cjson.encode({ key = a.key, value = a.value }))
end

-- Names are kept by the age in which they were announced, this one or the one before.
local function namesKey(before) return subject .. ':names:' .. string.format('%.0f', math.floor(now / a.nameKeptMs) - before) end
-- What no name is written as: there was no room for some.
local FORGOTTEN = ''
local function takenKey() return subject .. ':taken:' .. string.format('%.0f', a.number) end

local function announced()
  local old = namesKey(1)
  local known = redis.call('HGET', namesKey(0), a.name) or redis.call('HGET', old, a.name)
  if known then return tonumber(known) end
  return math.max(redis.call('HEXISTS', namesKey(0), FORGOTTEN), redis.call('HEXISTS', old, FORGOTTEN))
end

function steps.announce()
  local young, nth = namesKey(0), announced() + 1
  if redis.call('HEXISTS', young, a.name) == 1 or redis.call('HLEN', young) < a.mostNames then
    redis.call('HSET', young, a.name, nth)
  else
    redis.call('HSET', young, FORGOTTEN, 1)
    nth = math.max(nth, 2)
  end
  redis.call('PEXPIRE', young, 2 * a.nameKeptMs)
  -- As it was kept: cjson rounds to 14 digits.
  local highest = redis.call('GET', subject)
  return '{"nth":' .. nth .. (highest and ',"highest":' .. highest or '') .. '}'
end

function steps.announced()
  return tostring(announced())
end

function steps.see()
  local highest = math.max(a.number, tonumber(redis.call('GET', subject) or 0))
  redis.call('SET', subject, string.format('%.0f', highest), 'PX', a.numberKeptMs)
end

function steps.take()
  steps.see()
  return redis.call('SET', takenKey(), 1, 'NX', 'PX', a.numberKeptMs) and 'true' or 'false'
end

function steps.taken()
  return redis.call('EXISTS', takenKey()) == 1 and 'true' or 'false'
end

-- Writes are numbered by the time, so that a Redis that was emptied does not begin below what processes remember.
local function write(number)
  redis.call('HSET', subject, 'writes', string.format('%.0f', number))
  return number
end

-- A Redis that knows of no write may have forgotten one.
local function lastWrite()
  return tonumber(redis.call('HGET', subject, 'writes') or write(now))
end

function steps.written()
  return string.format('%.0f', write(math.max(now, lastWrite() + 1)))
end

function steps.writes()
  return string.format('%.0f', lastWrite())
end

function steps.shelved()
  local kept = redis.call('HMGET', subject, 'covers', 'at')
  local there = kept[1] and redis.call('EXISTS', subject .. ':text') == 1
  return cjson.encode({
    writes = lastWrite(),
    now = now,
    covers = there and tonumber(kept[1]) or nil,
    ageMs = there and now - tonumber(kept[2]) or nil,
  })
end

function steps.lead()
  local leader = redis.call('GET', subject .. ':lead')
  -- One that is asked twice has lost the answer, or could not say that it was done.
  if leader and leader ~= a.process and alive(leader) then return 'false' end
  redis.call('SET', aliveKey(a.process), 1, 'PX', a.aliveMs)
  redis.call('SET', subject .. ':lead', a.process, 'PX', a.ms)
  return 'true'
end

function steps.follow()
  if redis.call('GET', subject .. ':lead') == a.process then redis.call('DEL', subject .. ':lead') end
end

function steps.shelve()
  steps.follow()
  local kept = redis.call('HMGET', subject, 'covers', 'began')
  local covers, began = tonumber(kept[1] or 0), tonumber(kept[2] or 0)
  -- One that was read before another must not take its place, however slowly it came.
  if covers < a.covers or (covers == a.covers and began <= a.began) then
    local number = function(value) return string.format('%.0f', value) end
    redis.call('HSET', subject, 'covers', number(a.covers), 'began', number(a.began), 'at', number(now))
    redis.call('SET', subject .. ':text', ARGV[3], 'PX', a.keepMs)
  end
end

return steps[step]() or 'null'
`;
