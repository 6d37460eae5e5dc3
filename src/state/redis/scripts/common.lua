-- Beginning of every script. ../scripts.ts writes the constants above it, and the files of the concern below it.

-- Fails on a replica and on a server without free memory, and changes nothing otherwise. A replica would answer reads with old
-- data, and a server without memory rejects only the first write of a script.
redis.call('SETRANGE', PREFIX .. 'writable', 0, '')

local subject, step, a = KEYS[1], ARGV[1], cjson.decode(ARGV[2])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

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
  return now - (whole(textAt(EPOCH, 'epoch')) or now) >= GRACE_MS
end

-- The files of the concern add their steps.
local steps = {}

local function reply()
  local json = steps[step]() or 'null'
  return invalid and '!' .. invalid .. '\n' .. json or json
end
