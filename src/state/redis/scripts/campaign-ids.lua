-- Attempts and campaign ids of one kind.

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

-- Used by `confirm` in slots.lua, whose subject is the token.
local function recordAttempt(idsKey)
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
