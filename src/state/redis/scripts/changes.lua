-- Changes of one campaign that are in progress: a hash with a field per change, and two counters.

-- Counters begin with the time, so that those of a Redis that was emptied differ from those that processes remember.
local function counter(field)
  local number = whole(redis.call('HGET', subject, field))
  if not number then
    number = now
    redis.call('HSET', subject, field, string.format('%.0f', number))
  end
  return number
end

-- Marks a change that ended before its beginning arrived, because its process received no reply in time.
local function endedKey(id) return subject .. ':ended:' .. id end

-- Returns the kinds of all changes but this one as a set. The change of a dead process stays until wolkvox has ended its call.
local function othersInProgress()
  local kinds, fields = {}, redis.call('HGETALL', subject)
  for nth = 1, #fields, 2 do
    local id = string.match(fields[nth], '^change:(.+)$')
    if id and id ~= a.id then
      local kind, deadSince = string.match(fields[nth + 1], '^(%l+):(%d*)$')
      local since = whole(deadSince)
      if not kind then
        invalid = 'change'
        redis.call('HDEL', subject, fields[nth])
      elseif alive(processOf(id)) then
        kinds[kind] = true
      elseif since and now - since >= a.callLimitMs then
        redis.call('HDEL', subject, fields[nth])
      else
        if not since then redis.call('HSET', subject, fields[nth], kind .. ':' .. string.format('%.0f', now)) end
        kinds[kind] = true
      end
    end
  end
  return kinds
end

-- Returns false if the change was added before: its reply was lost, or its process registers it again.
local function add()
  local isNew = redis.call('HSET', subject, 'change:' .. a.id, a.kind .. ':') == 1
  redis.call('PEXPIRE', subject, a.ttlMs)
  redis.call('SET', aliveKey(processOf(a.id)), 1, 'PX', a.aliveMs)
  return isNew
end

local function increment(field)
  redis.call('HSET', subject, field, string.format('%.0f', counter(field) + 1))
end

local function history(others)
  return cjson.encode({
    status = 'begun',
    contactChanges = string.format('%.0f', counter('contactChanges')),
    stops = string.format('%.0f', counter('stops')),
    overlaps = others.start or others.upload or others.destruction or false,
    isStopping = others.stop or false,
  })
end

function steps.begin()
  if redis.call('EXISTS', endedKey(a.id)) == 1 then return '{"status":"ended"}' end
  hashAt(subject, 'changes')
  if not a.isRegistered and not memoryIsComplete() then return '{"status":"unready"}' end
  local others = othersInProgress()
  if not a.isRegistered then
    for _, kind in ipairs(a.excludedBy) do
      if others[kind] then return '{"status":"excluded"}' end
    end
  end
  if add() and a.changesContacts then increment('contactChanges') end
  return history(others)
end

function steps.beginStop()
  if redis.call('EXISTS', endedKey(a.id)) == 1 then return end
  hashAt(subject, 'changes')
  if add() then increment('stops') end
  redis.call('PUBLISH', PREFIX .. 'stopped', cjson.encode({ process = processOf(a.id), campaign = a.campaign }))
end

function steps.history()
  hashAt(subject, 'changes')
  return history(othersInProgress())
end

function steps.finish()
  redis.call('SET', endedKey(a.id), '', 'PX', a.endedTtlMs)
  hashAt(subject, 'changes')
  redis.call('HDEL', subject, 'change:' .. a.id)
  -- Without a change in progress, no process remembers the counters.
  for _, field in ipairs(redis.call('HKEYS', subject)) do
    if string.match(field, '^change:') then return end
  end
  redis.call('DEL', subject)
end
