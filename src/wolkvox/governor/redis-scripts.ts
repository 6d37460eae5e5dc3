import { HAND_OVER_MS } from './state.js';

/**
 * A Redis whose memory is new (empty, emptied, or another server than before) is not relied on before every process that knows
 * it has said what it is at: all find their way back to it in that time.
 */
export const GRACE_MS = 2_500;

/** A process that has not been heard of for so long is dead: its places in the queue and its keys are nobody's. */
export const ALIVE_MS = 10_000;

/** For its places in the queue this is enough if it listens no more: it beats every second. */
const SILENT_MS = 3_000;

/** Since when this server has had its memory; with `:server`, which server that is. */
export const EPOCH = 'wolkvox:epoch';

/**
 * The steps of State as one Lua script, each indivisible and on Redis's own clock. memory-pool.ts says the same in
 * TypeScript. KEYS[1] is what the step is about, ARGV[1] the step, ARGV[2] its arguments as JSON, ARGV[3] a text
 * that is too long to be one of these.
 */
export const SCRIPT = `
-- A server that has become a replica still answers what only reads, with what it knew, and one without memory refuses only the
-- first command of a script that could take some: this one changes nothing, and both refuse it.
redis.call('SETRANGE', 'wolkvox:writable', 0, '')

local subject, step, a = KEYS[1], ARGV[1], cjson.decode(ARGV[2])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local slots, queue, rounds, round, arrivals, day =
  subject .. ':slots', subject .. ':queue', subject .. ':rounds', subject .. ':round', subject .. ':arrivals', subject .. ':day'
-- Ticket to caller, and caller to the number of its tickets, for those in the queue.
local callers, counts = subject .. ':callers', subject .. ':counts'
local EPOCH = '${EPOCH}'
-- A place in the queue is scored by its round, then by its arrival.
local ROUND = 1000000000

local function processOf(ticket) return string.match(ticket, '^[^:]+') end
local function aliveKey(process) return 'wolkvox:process:' .. process end
local function alive(process) return redis.call('EXISTS', aliveKey(process)) == 1 end

-- Anybody can write under our keys. What is not ours is dropped, named to the process (which logs it), and begins again.
local foreign
local function drop(key, what)
  foreign = what
  redis.call('DEL', key)
end
local function typeOf(key)
  local reply = redis.call('TYPE', key)
  return reply.ok or reply
end
local function hashAt(key, what)
  local kind = typeOf(key)
  if kind == 'hash' or kind == 'none' then return true end
  drop(key, what)
  return false
end
local function textAt(key, what)
  local kind = typeOf(key)
  if kind == 'string' then return redis.call('GET', key) end
  if kind ~= 'none' then drop(key, what) end
  return nil
end
-- A whole number as we write it; nil for everything else.
local MOST = 9007199254740991
local function whole(text)
  if not text or #text > 16 or not string.match(text, '^%-?%d+$') then return nil end
  local number = tonumber(text)
  return number <= MOST and number or nil
end

-- Whether this server has had its memory for so long that all processes have told it of their calls.
local function settled()
  return now - (whole(textAt(EPOCH, 'epoch')) or now) >= ${GRACE_MS}
end

local function dequeue(ticket)
  if redis.call('ZREM', queue, ticket) == 0 then return end
  local caller = redis.call('HGET', callers, ticket)
  redis.call('HDEL', callers, ticket)
  if caller and redis.call('HINCRBY', counts, caller, -1) <= 0 then redis.call('HDEL', counts, caller) end
end

local function grant(ticket)
  redis.call('ZADD', slots, now + ${HAND_OVER_MS}, ticket)
end

-- Takes back what has ended and grants the free slots to the heads of the queue. PUBLISH is a hint: its count proves neither
-- that the process heard it nor that it did not. Without a listener here a place is kept, since its process may be between two
-- connections: it gets its slot when it asks (asks: the process whose step this is). A process whose mark has ended is dead, and
-- so is one that neither listens nor has renewed its mark for some beats.
local function handOn(asks)
  redis.call('ZREMRANGEBYSCORE', slots, '-inf', now)
  local free = a.maxInFlight - redis.call('ZCARD', slots)
  if free <= 0 or not settled() then return end
  local skipped, deaf = 0, {}
  while free > 0 do
    local head = redis.call('ZRANGE', queue, skipped, skipped, 'WITHSCORES')
    local ticket = head[1]
    if not ticket then
      if skipped == 0 then redis.call('DEL', rounds, round, arrivals, callers, counts) end
      return
    end
    local process = processOf(ticket)
    if deaf[process] then
      skipped = skipped + 1
    elseif not alive(process) then
      dequeue(ticket)
    elseif redis.call('PUBLISH', 'wolkvox:granted:' .. process, ticket) > 0 or process == asks then
      redis.call('SET', round, math.floor(tonumber(head[2]) / ROUND))
      dequeue(ticket)
      grant(ticket)
      free = free - 1
    elseif redis.call('PTTL', aliveKey(process)) < ${ALIVE_MS - SILENT_MS} then
      dequeue(ticket)
    else
      deaf[process] = true
    end
  end
end

local function lookAgain(reply)
  local first = redis.call('ZRANGE', slots, 0, 0, 'WITHSCORES')
  if #first > 0 then reply.lookAgainMs = math.max(0, tonumber(first[2]) - now) end
  return cjson.encode(reply)
end

-- The end of the day that is counted, 0 if there is none.
local function currentDay()
  hashAt(day, 'day')
  local kept = redis.call('HMGET', day, 'endsAt', 'spent')
  if not kept[1] and not kept[2] then return 0 end
  local endsAt, spent = whole(kept[1]), whole(kept[2])
  if not endsAt or not spent then foreign = 'day' end
  return endsAt and spent and endsAt or 0
end

-- The day's count begins again when the day has ended by this clock; a caller whose clock is behind changes nothing. A day
-- that ends too far ahead is none: it is of a clock that was wrong. This clock may be the wrong one, so the caller's must
-- agree, or its own day must be a later one, which it is if this clock is far behind.
local function turnTo(endsAt)
  local current = currentDay()
  local ended = current <= now and current < endsAt
  local isNone = current > now + a.longestDayMs and (current > a.now + a.longestDayMs or current < endsAt)
  if ended or isNone then
    redis.call('DEL', day)
    redis.call('HSET', day, 'endsAt', string.format('%.0f', endsAt), 'spent', 0)
    redis.call('PEXPIRE', day, math.min(math.max(1, endsAt - now), a.longestDayMs) + 86400000)
  end
end

local steps = {}

-- Another server, or the same one after it was a replica, has another name. Nil where this user may not ask.
local function server()
  local own, replication = redis.pcall('INFO', 'server'), redis.pcall('INFO', 'replication')
  if type(own) ~= 'string' or type(replication) ~= 'string' then return nil end
  local run, history = string.match(own, 'run_id:(%w+)'), string.match(replication, 'master_replid:(%w+)')
  return run and history and run .. ':' .. history
end

function steps.alive()
  redis.call('SET', aliveKey(a.process), 1, 'PX', a.ms)
  redis.call('SET', 'wolkvox:echo:' .. a.process, a.echo, 'PX', a.ms)
  redis.call('PUBLISH', 'wolkvox:echo:' .. a.process, a.echo)
  local epoch, known, here = whole(textAt(subject, 'epoch')), textAt(subject .. ':server', 'server'), server()
  -- A server that took the place of another may lack the last writes of that.
  if here and known ~= here then
    redis.call('SET', subject .. ':server', here)
    if known then epoch = nil end
  end
  -- An epoch in the future: the clock was set back. Else the memory would be younger than its grace for as long as the step was.
  if not epoch or epoch > now then
    epoch = now
    redis.call('SET', subject, string.format('%.0f', now))
  end
  return cjson.encode({ ageMs = now - epoch, named = here ~= nil })
end

function steps.enter()
  redis.call('SET', aliveKey(processOf(a.ticket)), 1, 'PX', a.aliveMs)
  handOn()
  local waiting = redis.call('ZCARD', queue)
  local free = redis.call('ZCARD', slots) < a.maxInFlight and settled()
  if free and waiting == 0 then
    grant(a.ticket)
    return cjson.encode({ place = 'in' })
  end
  if waiting >= a.maxQueue then return cjson.encode({ place = 'full' }) end
  -- hasShare in state.ts.
  if tonumber(redis.call('HGET', counts, a.caller) or 0) >= a.maxQueue - waiting then
    return cjson.encode({ place = 'share' })
  end
  local current = tonumber(redis.call('GET', round) or 0)
  local mine = math.max(current, tonumber(redis.call('HGET', rounds, a.caller) or 0)) + 1
  redis.call('HSET', rounds, a.caller, mine)
  redis.call('HSET', callers, a.ticket, a.caller)
  redis.call('HINCRBY', counts, a.caller, 1)
  redis.call('ZADD', queue, string.format('%.0f', mine * ROUND + redis.call('INCR', arrivals)), a.ticket)
  -- Those before it are of processes that do not listen here now.
  if free then handOn(processOf(a.ticket)) end
  return lookAgain({ place = 'waiting' })
end

function steps.leave()
  redis.call('ZREM', slots, a.ticket)
  dequeue(a.ticket)
  handOn()
end

function steps.keep()
  redis.call('ZADD', slots, now + a.ms, a.ticket)
end

function steps.tend()
  for _, ticket in ipairs(a.running) do redis.call('ZADD', slots, now + a.leaseMs, ticket) end
  handOn(a.process)
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

function steps.confirm()
  if not settled() then return '"waiting"' end
  if not redis.call('ZSCORE', slots, a.ticket) then
    return redis.call('ZSCORE', queue, a.ticket) and '"waiting"' or '"gone"'
  end
  turnTo(a.endsAt)
  if redis.call('HEXISTS', day, 'exhausted') == 1 then return '"quota"' end
  if a.cap ~= cjson.null and whole(redis.call('HGET', day, 'spent')) >= a.cap then return '"quota"' end
  redis.call('HINCRBY', day, 'spent', 1)
  redis.call('ZADD', slots, now + a.leaseMs, a.ticket)
  return '"confirmed"'
end

function steps.giveBack()
  if currentDay() == a.endsAt then redis.call('HINCRBY', day, 'spent', -1) end
end

function steps.exhaust()
  turnTo(a.endsAt)
  -- What was said of yesterday is not said of today.
  if currentDay() == a.endsAt then redis.call('HSET', day, 'exhausted', 1) end
end

function steps.books()
  handOn()
  turnTo(a.endsAt)
  return cjson.encode({
    inFlight = redis.call('ZCARD', slots),
    queued = redis.call('ZCARD', queue),
    spent = whole(redis.call('HGET', day, 'spent')) or 0,
  })
end

-- A claim that was freed leaves a mark with what those who wait are told, '' if they try for themselves. Without it a key that
-- has vanished (a Redis that was emptied, a replica that lacked it) could not be told from one that is free again.
local function freedKey(owner) return subject .. ':freed:' .. owner end

function steps.claim()
  -- This very claim was freed before it arrived: its process gave it up when no answer came.
  if redis.call('EXISTS', freedKey(a.owner)) == 1 then return '{"claim":"gone"}' end
  local entry = redis.call('HMGET', subject, 'fingerprint', 'state', 'owner', 'value')
  local fingerprint, state, owner, value = entry[1], entry[2], entry[3], entry[4]
  local there = redis.call('EXISTS', subject) == 1
  if not there then
    local epoch = whole(textAt(EPOCH, 'epoch'))
    if a.graceMs > 0 and (not epoch or now - epoch < a.graceMs) then return '{"claim":"unready"}' end
  end
  local same = fingerprint == a.fingerprint
  if a.seen and owner ~= a.seen and not (same and state == 'done') then
    local told = redis.call('GET', freedKey(a.seen))
    if not told then return '{"claim":"gone"}' end
    if told ~= '' then return cjson.encode({ claim = 'done', value = told }) end
  end
  if not there then
    redis.call('HSET', subject, 'fingerprint', a.fingerprint, 'state', 'pending', 'owner', a.owner)
    redis.call('PEXPIRE', subject, a.keepMs)
    redis.call('SET', aliveKey(processOf(a.owner)), 1, 'PX', a.aliveMs)
    return '{"claim":"mine"}'
  end
  if fingerprint and not same then return '{"claim":"conflict"}' end
  if same and state == 'done' and value then return cjson.encode({ claim = 'done', value = value }) end
  local process = owner and processOf(owner)
  if same and state == 'pending' and process then
    if alive(process) then return cjson.encode({ claim = 'pending', owner = owner }) end
  else
    foreign = 'idempotency key'
  end
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
  -- Longer than the pauses between two looks of those who wait, and than a command can be late.
  if a.owner then redis.call('SET', freedKey(a.owner), a.value or '', 'PX', a.freedKeptMs) end
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

local function namesAt(before)
  local key = namesKey(before)
  if not hashAt(key, 'names') then
    redis.call('HSET', key, FORGOTTEN, 1)
    redis.call('PEXPIRE', key, 2 * a.nameKeptMs)
  end
  return key
end

local function announced()
  local young, old = namesAt(0), namesAt(1)
  local known = redis.call('HGET', young, a.name) or redis.call('HGET', old, a.name)
  if known then return whole(known) or 1 end
  return math.max(redis.call('HEXISTS', young, FORGOTTEN), redis.call('HEXISTS', old, FORGOTTEN))
end

local function highest()
  local text = textAt(subject, 'numbers')
  if not text then return nil end
  local number = string.match(text, '^%d+$') and tonumber(text)
  if not number then foreign = 'numbers' end
  return number or nil, text
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
  local number, text = highest()
  return '{"nth":' .. nth .. (number and ',"highest":' .. text or '') .. '}'
end

function steps.announced()
  return tostring(announced())
end

function steps.see()
  local number = math.max(a.number, highest() or 0)
  redis.call('SET', subject, string.format('%.0f', number), 'PX', a.numberKeptMs)
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
  hashAt(subject, 'list')
  local text = redis.call('HGET', subject, 'writes')
  local number = whole(text)
  if text and not number then foreign = 'list' end
  return number or write(now)
end

function steps.written()
  return string.format('%.0f', write(math.max(now, lastWrite() + 1)))
end

function steps.writes()
  return string.format('%.0f', lastWrite())
end

-- What the shelved list covers, and when it was read and shelved; nothing if that cannot be: in the future, or a write that
-- was never made.
local function shelf()
  local written = lastWrite()
  local kept = redis.call('HMGET', subject, 'covers', 'began', 'at')
  local covers, began, at = whole(kept[1]), whole(kept[2]), whole(kept[3])
  if not covers or not began or not at or covers > written or began > now or at > now then return nil end
  return covers, began, at
end

function steps.shelved()
  local covers, _, at = shelf()
  local there = covers and typeOf(subject .. ':text') == 'string'
  return cjson.encode({
    writes = lastWrite(),
    now = now,
    covers = there and covers or nil,
    ageMs = there and now - at or nil,
  })
end

function steps.lead()
  local leader = textAt(subject .. ':lead', 'leader')
  -- One that is asked twice has lost the answer, or could not say that it was done.
  if leader and leader ~= a.process and alive(leader) then return 'false' end
  redis.call('SET', aliveKey(a.process), 1, 'PX', a.aliveMs)
  redis.call('SET', subject .. ':lead', a.process, 'PX', a.ms)
  return 'true'
end

function steps.follow()
  if textAt(subject .. ':lead', 'leader') == a.process then redis.call('DEL', subject .. ':lead') end
end

function steps.shelve()
  steps.follow()
  local covers, began = shelf()
  -- One that was read before another must not take its place, however slowly it came.
  if not covers or typeOf(subject .. ':text') ~= 'string' or covers < a.covers or (covers == a.covers and began <= a.began) then
    local number = function(value) return string.format('%.0f', value) end
    redis.call('HSET', subject, 'covers', number(a.covers), 'began', number(a.began), 'at', number(now))
    redis.call('SET', subject .. ':text', ARGV[3], 'PX', a.keepMs)
  end
end

local reply = steps[step]() or 'null'
return foreign and '!' .. foreign .. '\\n' .. reply or reply
`;
