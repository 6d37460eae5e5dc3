-- Calls of the day of one token.

local day = subject .. ':day'

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

function steps.refundQuota()
  if currentDay() == a.endsAt then redis.call('HINCRBY', day, 'spent', -1) end
end

function steps.markExhausted()
  startDay(a.endsAt)
  -- A report about yesterday does not concern today.
  if currentDay() == a.endsAt then redis.call('HSET', day, 'exhausted', 1) end
end
