import { GRANT_TIMEOUT_MS } from '../state.js';
import { KEY_PREFIX } from './keys.js';

/**
 * Time for which a Redis with new memory (empty, emptied, or another server) grants nothing. Within it every running process
 * reconnects and registers its calls.
 */
export const GRACE_MS = 2_500;

/** Time without a heartbeat after which a process is dead. Its places in the queue and its idempotency keys are then released. */
export const ALIVE_MS = 10_000;

/** The same for the places in the queue of a process that is not subscribed. The heartbeat is every second. */
const SILENT_MS = 3_000;

/** Key of the time since when this server has its memory. The key with `:server` holds the identity of the server. */
export const EPOCH = `${KEY_PREFIX}epoch`;

/**
 * Steps of State as one Lua script, each atomic and on the clock of Redis. The files of ../memory implement the same in
 * TypeScript. See docs/adr/0008-slots-confirmed-in-redis.md.
 *
 * - KEYS[1]: key of the subject.
 * - KEYS[2]: key of the campaign ids, if `confirm` records an attempt.
 * - ARGV[1]: name of the step.
 * - ARGV[2]: arguments as JSON.
 * - ARGV[3]: text that is too long for ARGV[2]; optional.
 */
export const SCRIPT = `
local PREFIX = '${KEY_PREFIX}'

-- Fails on a replica and on a server without free memory, and changes nothing otherwise. A replica would answer reads with old
-- data, and a server without memory rejects only the first write of a script.
redis.call('SETRANGE', PREFIX .. 'writable', 0, '')

local subject, step, a = KEYS[1], ARGV[1], cjson.decode(ARGV[2])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local slots, queue, rounds, round, arrivals, day =
  subject .. ':slots', subject .. ':queue', subject .. ':rounds', subject .. ':round', subject .. ':arrivals', subject .. ':day'
-- Queued tickets: ticket to caller, and caller to the number of its tickets.
local callers, counts = subject .. ':callers', subject .. ':counts'
local EPOCH = '${EPOCH}'
-- Score of a place in the queue: round * ROUND_SCORE + arrival.
local ROUND_SCORE = 1000000000

local function processOf(ticket) return string.match(ticket, '^[^:]+') end
local function aliveKey(process) return PREFIX .. 'process:' .. process end
local function alive(process) return redis.call('EXISTS', aliveKey(process)) == 1 end

-- Other programs may write under these keys. An invalid value is reset, and its name is returned for the log.
local invalid
local function reset(key, what)
  invalid = what
  redis.call('DEL', key)
end
local function typeOf(key)
  local reply = redis.call('TYPE', key)
  return reply.ok or reply
end
local function hashAt(key, what)
  local kind = typeOf(key)
  if kind == 'hash' or kind == 'none' then return true end
  reset(key, what)
  return false
end
local function textAt(key, what)
  local kind = typeOf(key)
  if kind == 'string' then return redis.call('GET', key) end
  if kind ~= 'none' then reset(key, what) end
  return nil
end
-- Parses a whole number of this script; nil for any other text.
local MAX_SAFE_INTEGER = 9007199254740991
local function whole(text)
  if not text or #text > 16 or not string.match(text, '^%-?%d+$') then return nil end
  local number = tonumber(text)
  return number <= MAX_SAFE_INTEGER and number or nil
end

-- Returns true if the memory is old enough that all processes have registered their calls.
local function memoryIsComplete()
  return now - (whole(textAt(EPOCH, 'epoch')) or now) >= ${GRACE_MS}
end

local function dequeue(ticket)
  if redis.call('ZREM', queue, ticket) == 0 then return end
  local caller = redis.call('HGET', callers, ticket)
  redis.call('HDEL', callers, ticket)
  if caller and redis.call('HINCRBY', counts, caller, -1) <= 0 then redis.call('HDEL', counts, caller) end
end

local function grant(ticket)
  redis.call('ZADD', slots, now + ${GRANT_TIMEOUT_MS}, ticket)
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
    if not ticket then
      if skipped == 0 then redis.call('DEL', rounds, round, arrivals, callers, counts) end
      return
    end
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
    elseif redis.call('PTTL', aliveKey(process)) < ${ALIVE_MS - SILENT_MS} then
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

-- Returns the end of the counted day, 0 if there is none.
local function currentDay()
  hashAt(day, 'day')
  local stored = redis.call('HMGET', day, 'endsAt', 'spent')
  if not stored[1] and not stored[2] then return 0 end
  local endsAt, used = whole(stored[1]), whole(stored[2])
  if not endsAt or not used then invalid = 'day' end
  return endsAt and used and endsAt or 0
end

-- Starts the count of a new day when the current day has ended on this clock. A process whose clock is behind changes nothing.
-- A day that ends too far ahead was set by a wrong clock. This clock may be the wrong one. So the clock of the process must
-- agree, or its day must be later, as it is if this clock is far behind.
local function startDay(endsAt)
  local current = currentDay()
  local ended = current <= now and current < endsAt
  local isInvalid = current > now + a.maxDayLengthMs and (current > a.now + a.maxDayLengthMs or current < endsAt)
  if ended or isInvalid then
    redis.call('DEL', day)
    redis.call('HSET', day, 'endsAt', string.format('%.0f', endsAt), 'spent', 0)
    redis.call('PEXPIRE', day, math.min(math.max(1, endsAt - now), a.maxDayLengthMs) + 86400000)
  end
end

local steps = {}

-- Returns the identity of the server, which changes if it was a replica; nil if the user of this connection may not read it.
local function serverId()
  local own, replication = redis.pcall('INFO', 'server'), redis.pcall('INFO', 'replication')
  if type(own) ~= 'string' or type(replication) ~= 'string' then return nil end
  local run, history = string.match(own, 'run_id:(%w+)'), string.match(replication, 'master_replid:(%w+)')
  return run and history and run .. ':' .. history
end

function steps.alive()
  redis.call('SET', aliveKey(a.process), 1, 'PX', a.ms)
  redis.call('SET', PREFIX .. 'echo:' .. a.process, a.echo, 'PX', a.ms)
  redis.call('PUBLISH', PREFIX .. 'echo:' .. a.process, a.echo)
  local epoch, previous, current = whole(textAt(subject, 'epoch')), textAt(subject .. ':server', 'server'), serverId()
  -- A server that replaced another may lack its last writes.
  if current and previous ~= current then
    redis.call('SET', subject .. ':server', current)
    if previous then epoch = nil end
  end
  -- An epoch in the future was set before the clock was set back. It would delay grants by the size of that step.
  if not epoch or epoch > now then
    epoch = now
    redis.call('SET', subject, string.format('%.0f', now))
  end
  return cjson.encode({ ageMs = now - epoch, hasServerId = current ~= nil })
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

-- Defined below, with the other steps of campaign ids.
local recordAttempt

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

function steps.refundQuota()
  if currentDay() == a.endsAt then redis.call('HINCRBY', day, 'spent', -1) end
end

function steps.markExhausted()
  startDay(a.endsAt)
  -- A report about yesterday does not concern today.
  if currentDay() == a.endsAt then redis.call('HSET', day, 'exhausted', 1) end
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
  redis.call('PUBLISH', PREFIX .. 'settled', cjson.encode({ key = a.key, value = a.value }))
end

function steps.abandon()
  -- The mark outlives the poll interval of waiting duplicates and the delay of a late command.
  if a.owner then redis.call('SET', releasedKey(a.owner), a.value or '', 'PX', a.releasedTtlMs) end
  local owner = redis.call('HGET', subject, 'owner')
  if owner and owner ~= a.owner then return end
  redis.call('DEL', subject)
  redis.call('PUBLISH', PREFIX .. 'settled', cjson.encode({ key = a.key, value = a.value }))
end

-- Names are stored by period: 0 is the current one, 1 the one before.
local function namesKey(age) return subject .. ':names:' .. string.format('%.0f', math.floor(now / a.attemptTtlMs) - age) end
-- Field that marks a period in which names were dropped. No hash of a name is empty.
local OVERFLOWED = ''
local function claimedKey() return subject .. ':taken:' .. string.format('%.0f', a.number) end

local function namesAt(age)
  local key = namesKey(age)
  if not hashAt(key, 'names') then
    redis.call('HSET', key, OVERFLOWED, 1)
    redis.call('PEXPIRE', key, 2 * a.attemptTtlMs)
  end
  return key
end

local function attempts()
  local young, old = namesAt(0), namesAt(1)
  local count = redis.call('HGET', young, a.name) or redis.call('HGET', old, a.name)
  if count then return whole(count) or 1 end
  return math.max(redis.call('HEXISTS', young, OVERFLOWED), redis.call('HEXISTS', old, OVERFLOWED))
end

local function highest()
  local text = textAt(subject, 'numbers')
  if not text then return nil end
  local number = string.match(text, '^%d+$') and tonumber(text)
  if not number then invalid = 'numbers' end
  return number or nil, text
end

function recordAttempt(idsKey)
  subject = idsKey
  local young, attempt = namesKey(0), attempts() + 1
  if redis.call('HEXISTS', young, a.name) == 1 or redis.call('HLEN', young) < a.maxAttemptNames then
    redis.call('HSET', young, a.name, attempt)
  else
    redis.call('HSET', young, OVERFLOWED, 1)
    attempt = math.max(attempt, 2)
  end
  redis.call('PEXPIRE', young, 2 * a.attemptTtlMs)
  -- Not encoded by cjson, which rounds to 14 digits.
  local number, text = highest()
  return '{"attempt":' .. attempt .. (number and ',"highest":' .. text or '') .. '}'
end

function steps.countAttempts()
  return tostring(attempts())
end

function steps.observeId()
  local number = math.max(a.number, highest() or 0)
  redis.call('SET', subject, string.format('%.0f', number), 'PX', a.idTtlMs)
end

function steps.claimId()
  steps.observeId()
  return redis.call('SET', claimedKey(), 1, 'NX', 'PX', a.idTtlMs) and 'true' or 'false'
end

function steps.isClaimed()
  return redis.call('EXISTS', claimedKey()) == 1 and 'true' or 'false'
end

-- Versions are times, so a Redis that was emptied does not start below the versions that processes remember.
local function storeVersion(number)
  redis.call('HSET', subject, 'writes', string.format('%.0f', number))
  return number
end

-- Returns the version of the list. Without one it stores the current time, because Redis may have lost a write.
local function version()
  hashAt(subject, 'list')
  local text = redis.call('HGET', subject, 'writes')
  local number = whole(text)
  if text and not number then invalid = 'list' end
  return number or storeVersion(now)
end

function steps.bumpVersion()
  return string.format('%.0f', storeVersion(math.max(now, version() + 1)))
end

function steps.version()
  return string.format('%.0f', version())
end

-- Returns the version that the snapshot includes, the start of its reading, and the time it was stored. Returns nil if they are
-- impossible: a time in the future, or a version that does not exist yet.
local function snapshot()
  local current = version()
  local stored = redis.call('HMGET', subject, 'covers', 'began', 'at')
  local includes, startedAt, storedAt = whole(stored[1]), whole(stored[2]), whole(stored[3])
  if not includes or not startedAt or not storedAt then return nil end
  if includes > current or startedAt > now or storedAt > now then return nil end
  return includes, startedAt, storedAt
end

function steps.loadSnapshot()
  local includes, _, storedAt = snapshot()
  local exists = includes and typeOf(subject .. ':text') == 'string'
  return cjson.encode({
    version = version(),
    now = now,
    includesVersion = exists and includes or nil,
    ageMs = exists and now - storedAt or nil,
  })
end

function steps.acquireRefresh()
  local leader = textAt(subject .. ':lead', 'leader')
  -- The holder may acquire the lock again: it lost the reply, or could not release the lock.
  if leader and leader ~= a.process and alive(leader) then return 'false' end
  redis.call('SET', aliveKey(a.process), 1, 'PX', a.aliveMs)
  redis.call('SET', subject .. ':lead', a.process, 'PX', a.ms)
  return 'true'
end

function steps.releaseRefresh()
  if textAt(subject .. ':lead', 'leader') == a.process then redis.call('DEL', subject .. ':lead') end
end

function steps.storeSnapshot()
  steps.releaseRefresh()
  local includes, startedAt = snapshot()
  -- A snapshot never replaces one of a later reading.
  local isNewer = not includes or includes < a.includesVersion or (includes == a.includesVersion and startedAt <= a.startedAt)
  if isNewer or typeOf(subject .. ':text') ~= 'string' then
    local number = function(value) return string.format('%.0f', value) end
    redis.call('HSET', subject, 'covers', number(a.includesVersion), 'began', number(a.startedAt), 'at', number(now))
    redis.call('SET', subject .. ':text', ARGV[3], 'PX', a.ttlMs)
  end
end

local reply = steps[step]() or 'null'
return invalid and '!' .. invalid .. '\\n' .. reply or reply
`;
