-- Asks for the same chat again and again. From the environment: BENCH_MODEL, BENCH_STREAM (true or false), BENCH_DIALECT (openai or anthropic),
-- BENCH_KEY, and BENCH_PAUSE_MS, the mean pause of a connection between two requests (0: none), which makes a steady load instead of a saturating one.
local text = string.rep("The quick brown fox jumps over the lazy dog. ", 20)
local stream = os.getenv("BENCH_STREAM") == "true"
local user = '{"role":"user","content":"' .. text .. '"}'
wrk.method = "POST"
if os.getenv("BENCH_DIALECT") == "anthropic" then
  wrk.body = '{"model":"' .. os.getenv("BENCH_MODEL") .. '","system":"You are terse.","messages":[' .. user .. '],"max_tokens":200'
    .. (stream and ',"stream":true' or "") .. "}"
  wrk.headers["anthropic-version"] = "2023-06-01"
else
  wrk.body = '{"model":"' .. os.getenv("BENCH_MODEL") .. '","messages":[{"role":"system","content":"You are terse."},' .. user
    .. '],"max_tokens":200' .. (stream and ',"stream":true,"stream_options":{"include_usage":true}' or "") .. "}"
end
wrk.headers["Content-Type"] = "application/json"
wrk.headers["Authorization"] = "Bearer " .. os.getenv("BENCH_KEY")

local pause = tonumber(os.getenv("BENCH_PAUSE_MS"))
if pause > 0 then
  function delay()
    return math.random(0, 2 * pause)
  end
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format("BENCH requests=%d micros=%d bytes=%d errors=%d p50=%d p99=%d\n", summary.requests, summary.duration, summary.bytes,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout, latency:percentile(50), latency:percentile(99)))
end
