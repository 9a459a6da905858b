"""The Lua of the leaky bucket. KEYS: the bucket (hash), the calls under way (sorted set, scored by expiry).

Fields of the bucket: g granted and r leaked points since the beginning, t the moment of r, h held until, c and s the
declared capacity and restore rate, oc and os the vendor's own figures for them.
"""

from __future__ import annotations

from app.kernel.shared import Script

_BUCKET = """
local at = now()
local v = redis.call('HMGET', KEYS[1], 'g', 'r', 't', 'h', 'c', 's', 'oc', 'os')
local granted, leaked = tonumber(v[1] or '0'), tonumber(v[2] or '0')
local since, held = tonumber(v[3] or at), tonumber(v[4] or '0')
local capacity, rate = tonumber(v[7] or v[5]), tonumber(v[8] or v[6])
local function leak()
  if at > since then leaked = math.min(granted, leaked + rate * (at - since)) end
end
local function pending()
  local sum = 0
  for _, member in ipairs(redis.call('ZRANGEBYSCORE', KEYS[2], at, '+inf')) do
    sum = sum + tonumber(string.match(member, ':(.+)$'))
  end
  return sum
end
local function save(...)
  redis.call('HSET', KEYS[1], 'g', exact(granted), 'r', exact(leaked), 't', exact(math.max(at, since)), ...)
  local life = math.ceil(math.max(3600, 2 * capacity / rate, held - at + 60))
  redis.call('EXPIRE', KEYS[1], math.min(life, 604800))
end
"""

_DECLARED = (
    _BUCKET
    + """
capacity, rate = tonumber(v[7] or ARGV[2]), tonumber(v[8] or ARGV[3])
local places = tonumber(ARGV[4])
leak()
"""
)

_DUE = """
local function due(position)
  return math.max(0, (position - leaked - capacity) / rate, held - at)
end
"""

ACQUIRE = Script(
    _DECLARED
    + _DUE
    + """
local cost, patience, life = math.min(tonumber(ARGV[5]), capacity), tonumber(ARGV[7]), tonumber(ARGV[8])
local member = ARGV[6] .. ':' .. exact(cost)
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', at)
local wait = due(granted + cost)
if wait > patience then return {2, exact(wait), '', ''} end
if redis.call('ZCARD', KEYS[2]) >= places then return {0, exact(wait), '', ''} end
granted = granted + cost
redis.call('ZADD', KEYS[2], exact(at + wait + life), member)
redis.call('EXPIRE', KEYS[2], math.ceil(wait + life) + 60)
save('c', ARGV[2], 's', ARGV[3])
return {1, exact(wait), exact(granted), member}
"""
)
"""[1 granted | 2 too late | 0 no place, seconds to wait, position, member of the calls under way]"""

CONFIRM = Script(_DECLARED + _DUE + "return exact(due(tonumber(ARGV[5])))")
"""Seconds that the call at a position has still to wait."""

RELEASE = Script(
    _BUCKET
    + """
local gone = redis.call('ZREM', KEYS[2], ARGV[2])
if ARGV[3] == '0' and gone == 1 and capacity then
  leak()
  leaked = math.min(granted, leaked + tonumber(string.match(ARGV[2], ':(.+)$')))
  save()
end
return gone
"""
)

OBSERVE = Script(
    _DECLARED
    + """
local extra = {}
if ARGV[6] ~= '' then capacity = tonumber(ARGV[6]); extra = {'oc', ARGV[6]} end
if ARGV[7] ~= '' then rate = math.max(tonumber(ARGV[7]), 1e-9); extra = {'os', exact(rate), unpack(extra)} end
leaked = granted - math.max(0, capacity - tonumber(ARGV[5]) + pending())
save('c', ARGV[2], 's', ARGV[3], unpack(extra))
return 1
"""
)

HOLD = Script(
    _DECLARED
    + """
held = math.max(held, at + tonumber(ARGV[5]))
save('c', ARGV[2], 's', ARGV[3], 'h', exact(held))
return 1
"""
)

REMAINING = Script(
    _BUCKET
    + """
if not capacity then return {} end
leak()
local calls = redis.call('ZCOUNT', KEYS[2], at, '+inf')
local left = math.max(0, math.min(capacity, capacity - (granted - leaked)))
return {exact(left), exact(capacity), exact(rate), exact(calls), exact(math.max(0, held - at))}
"""
)
"""[points left, capacity, points a second, calls under way, seconds held]"""
