package dev.keyrelay.server.answer;

import dev.keyrelay.engine.sse.StreamedBytes;
import java.time.Duration;
import java.util.Optional;

/** The body of a streamed response, before the server begins to write it. */
record Streamed(StreamedBytes bytes, Optional<Duration> heartbeat) {}
