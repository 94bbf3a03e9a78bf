package dev.keyrelay.engine.requestlog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.config.LogSettings;
import dev.keyrelay.engine.dispatch.Attempt;
import dev.keyrelay.engine.dispatch.Call;
import dev.keyrelay.engine.dispatch.CallEnd;
import dev.keyrelay.engine.dispatch.CallTrace;
import dev.keyrelay.engine.dispatch.Served;
import dev.keyrelay.engine.routing.Target;
import dev.keyrelay.engine.sse.SseEvent;
import dev.keyrelay.engine.usage.UsagePrices;
import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.UpstreamFailure;
import dev.keyrelay.spi.UpstreamRequest;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One call, as it is written. */
final class LoggedCall implements CallTrace {

  /** Fields of a request's body that clients of other gateways put keys into. */
  private static final Pattern SECRET =
      Pattern.compile("(?i).*(api_?key|authorization|password|secret|access_?token|extra_headers)");

  /** An event, and when it came. */
  private record Heard(long ms, SseEvent event) {}

  /** Events are written in pieces of this size. */
  private static final int PIECE = 1 << 16;

  private final Call call;
  private final LogSettings settings;
  private final UsagePrices prices;
  private final InstantSource clock;
  private final Pages pages;
  private final Instant begun;
  private List<Heard> events = new ArrayList<>();
  private int eventBytes;
  private int attempt;
  private @Nullable Instant answered;
  private @Nullable Served served;

  LoggedCall(
      Call call, LogSettings settings, UsagePrices prices, InstantSource clock, Pages pages) {
    this.call = call;
    this.settings = settings;
    this.prices = prices;
    this.clock = clock;
    this.pages = pages;
    this.begun = clock.instant();
    pages.add("request.json", withoutSecrets(call.body()).bytes());
  }

  private static JsonBody withoutSecrets(JsonBody body) {
    var told = body;
    for (String name : body.names()) {
      if (SECRET.matcher(name).matches()) {
        told = told.with(name, "[redacted]");
      }
    }
    return told;
  }

  @Override
  public void sends(Target target, String credential, Supplier<UpstreamRequest> request) {
    attempt++;
    var sent = request.get();
    byte[] body = withoutSecrets(sent.body()).bytes();
    if (!Arrays.equals(body, call.body().bytes())) {
      pages.add("upstream-request-" + attempt + ".json", body);
    }
    if (settings.raw()) {
      var text = new StringBuilder(sent.method()).append(' ').append(sent.uri()).append('\n');
      sent.headers()
          .map()
          .forEach((name, all) -> all.forEach(value -> text.append(line(name, value))));
      pages.add("upstream-request-" + attempt + ".http", utf8(text.toString()));
    }
  }

  private static String line(String name, String value) {
    return name + ": " + value + "\n";
  }

  @Override
  public void failed(Attempt failed, Optional<UpstreamFailure> upstream) {
    upstream
        .map(UpstreamFailure::body)
        .filter(body -> body.length > 0)
        .ifPresent(body -> pages.add("upstream-error-" + attempt + ".json", body));
  }

  @Override
  public void answered(Served story, byte[] upstream, byte[] answer) {
    began(story);
    pages.add("response.json", answer);
    if (upstream != answer) {
      pages.add("upstream-response.json", upstream);
    }
  }

  @Override
  public void streams(Served story) {
    began(story);
  }

  private void began(Served story) {
    served = story;
    answered = clock.instant();
  }

  @Override
  public void received(SseEvent event) {
    events.add(new Heard(Duration.between(begun, clock.instant()).toMillis(), event));
    eventBytes += event.data().length;
    if (eventBytes >= PIECE) {
      writeEvents();
    }
  }

  private void writeEvents() {
    if (!events.isEmpty()) {
      var piece = events;
      pages.add("upstream-events.jsonl", eventBytes, () -> lines(piece));
      events = new ArrayList<>();
      eventBytes = 0;
    }
  }

  private static byte[] lines(List<Heard> piece) {
    var lines = new ByteArrayOutputStream();
    for (Heard heard : piece) {
      var line = JsonNodeFactory.instance.objectNode().put("ms", heard.ms());
      if (!heard.event().name().isEmpty()) {
        line.put("event", heard.event().name());
      }
      lines.writeBytes(bytes(line.put("data", heard.event().text())));
      lines.write('\n');
    }
    return lines.toByteArray();
  }

  @Override
  public void told(byte[] bytes) {
    pages.add("response-events.sse", bytes);
  }

  @Override
  public void ended(CallEnd end) {
    writeEvents();
    var over = clock.instant();
    pages.add("metadata.json", 1_000, () -> bytes(metadata(end, over)));
  }

  private ObjectNode metadata(CallEnd end, Instant over) {
    var all = JsonNodeFactory.instance.objectNode();
    all.put("request_id", call.id());
    all.put("client", call.client());
    all.put("operation", call.operation().name().toLowerCase(Locale.ROOT));
    all.put("dialect", call.dialect().name().toLowerCase(Locale.ROOT));
    all.put("model", call.model());
    all.put("stream", call.stream());
    all.put("begun", begun.toString());
    all.put("outcome", end.kind().name().toLowerCase(Locale.ROOT));
    if (answered != null) {
      all.put("ms_to_answer", Duration.between(begun, answered).toMillis());
    }
    all.put("ms", Duration.between(begun, over).toMillis());
    end.error()
        .ifPresent(
            error -> {
              all.put("status", error.status());
              all.put("error", error.message());
            });
    if (served != null) {
      all.put("target", served.target().toString());
      var dropped = all.putArray("dropped");
      served.dropped().forEach(dropped::add);
      used(all, served.target(), end);
    }
    var attempts = all.putArray("attempts");
    end.attempts().forEach(one -> attempts.add(told(one)));
    return all;
  }

  private void used(ObjectNode all, Target target, CallEnd end) {
    end.usage()
        .ifPresent(
            usage -> {
              all.putObject("usage")
                  .put("input_uncached", usage.uncachedInput())
                  .put("input_cached", usage.cachedInput())
                  .put("input_cache_write", usage.cacheWriteInput())
                  .put("output", usage.output())
                  .put("reasoning", usage.reasoning())
                  .put("tool_calls", usage.apart().toolCalls())
                  .put("estimated", usage.estimated());
              var told = usage.costUsd();
              (told.isPresent()
                      ? told
                      : prices.cost(target.provider(), target.model(), usage, clock.instant()))
                  .ifPresent(cost -> all.put("cost_usd", cost));
            });
  }

  private static JsonNode told(Attempt one) {
    var attempt = JsonNodeFactory.instance.objectNode();
    attempt.put("target", one.target().toString());
    attempt.put("credential", one.credential());
    attempt.put("begun", one.begun().toString());
    attempt.put("ms", one.took().toMillis());
    one.failure()
        .ifPresent(
            failure -> {
              attempt.put("failure", failure.kind().name().toLowerCase(Locale.ROOT));
              attempt.put("message", failure.message());
            });
    return attempt;
  }

  private static byte[] bytes(JsonNode json) {
    try {
      return JsonBody.MAPPER.writeValueAsBytes(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of text and numbers can be written", e);
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
