-- Celery keeps what was taken and not yet acknowledged in a sorted set, with the time at which it was taken.
local oldest = redis.call("ZRANGE", "unacked_index", 0, 0, "WITHSCORES")
local now = redis.call("TIME")
local age = oldest[2] and now[1] - oldest[2] or 0
return { "oldest_unacknowledged_seconds", tostring(age) }
