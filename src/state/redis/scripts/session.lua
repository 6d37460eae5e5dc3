-- Heartbeat of a process.

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
