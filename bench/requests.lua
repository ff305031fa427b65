-- Requests by wrk: each line of the file is one (path, cookie, body, separated by tabs), sent once, in order: a POST where
-- it has a body, else a GET. Thread i of n sends the lines i, i + n, ... When its lines are over it asks for a page that is
-- not there until every request is answered, and says so: wrk itself would go on for the time it was given.
-- Arguments: n, the file, and what the caller calls an answer that names an address to go to, and one that names none.
local threads, place, lines, at, answered = {}, 0, {}, 0, 0

function setup(thread)
  thread:set("place", place)
  place = place + 1
  table.insert(threads, thread)
end

function init(args)
  local number, of = 0, tonumber(args[1])
  for line in io.lines(args[2]) do
    if number % of == tonumber(wrk.thread:get("place")) then table.insert(lines, line) end
    number = number + 1
  end
  named, plain, refused, other, tried = 0, 0, 0, 0, false
  onward, without = args[3], args[4] -- globals: thread:get reads them
end

function request()
  if not tried and tonumber(wrk.thread:get("place")) == 0 then -- wrk asks the first thread once beforehand and sends nothing
    tried = true
    return wrk.format("GET", "/nothing-here")
  end
  at = at + 1
  local line = lines[at]
  if not line then return wrk.format("GET", "/nothing-here") end
  local path, cookie, body = line:match("([^\t]*)\t([^\t]*)\t([^\t]*)")
  if body == "" then return wrk.format("GET", path, { ["Cookie"] = cookie, ["Accept"] = "application/json" }) end
  local token = cookie:match("csrftoken[^=]*=(%w+)") or cookie:match("=(%w+)$")
  return wrk.format("POST", path, {
    ["Cookie"] = cookie, ["X-CSRFToken"] = token, ["Accept"] = "application/json",
    ["Content-Type"] = "application/x-www-form-urlencoded" }, body)
end

function response(status, headers, body)
  if status == 404 then return end
  answered = answered + 1
  if status == 200 and body:find('"href"', 1, true) then named = named + 1
  elseif status == 200 then plain = plain + 1
  elseif status == 409 or status == 400 then refused = refused + 1
  else other = other + 1 end
  if answered == #lines then
    io.stderr:write("answered\n")
    io.stderr:flush()
    wrk.thread:stop()
  end
end

function done(summary, latency)
  local sum = { named = 0, plain = 0, refused = 0, other = 0 }
  for _, thread in ipairs(threads) do
    for name in pairs(sum) do sum[name] = sum[name] + (thread:get(name) or 0) end
  end
  local errors = summary.errors
  io.write(string.format('{"%s": %d, "%s": %d, "refused": %d, "other": %d, "seconds": %.3f, "p50_ms": %.1f, '
    .. '"p95_ms": %.1f, "p99_ms": %.1f, "broken": %d}\n', threads[1]:get("onward"), sum.named,
    threads[1]:get("without"), sum.plain, sum.refused, sum.other, summary.duration / 1e6, latency:percentile(50) / 1000,
    latency:percentile(95) / 1000, latency:percentile(99) / 1000,
    errors.connect + errors.read + errors.write + errors.timeout))
end
