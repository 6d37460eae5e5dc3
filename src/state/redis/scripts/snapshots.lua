-- Versions, snapshots and refresh locks of one list.

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
