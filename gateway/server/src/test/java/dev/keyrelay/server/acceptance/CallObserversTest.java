package dev.keyrelay.server.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.keyrelay.engine.dispatch.Attempt;
import dev.keyrelay.engine.dispatch.Call;
import dev.keyrelay.engine.dispatch.CallEnd;
import dev.keyrelay.engine.dispatch.CallObserver;
import dev.keyrelay.engine.dispatch.CallTrace;
import dev.keyrelay.engine.dispatch.Served;
import dev.keyrelay.engine.routing.Target;
import dev.keyrelay.engine.sse.SseEvent;
import dev.keyrelay.providers.demo.Faults;
import dev.keyrelay.spi.UpstreamFailure;
import dev.keyrelay.spi.UpstreamRequest;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who watches calls, and what calls tell of their clients. */
class CallObserversTest {

  private static final String ASK =
      "{\"model\":\"openai/gpt-test\",\"stream\":%s,"
          + "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";

  /** Throws whatever it is told. */
  private static final class Throwing implements CallTrace {
    @Override
    public void sends(Target target, String credential, Supplier<UpstreamRequest> request) {
      throw new IllegalStateException("watched");
    }

    @Override
    public void failed(Attempt attempt, Optional<UpstreamFailure> upstream) {
      throw new IllegalStateException("watched");
    }

    @Override
    public void answered(Served served, byte[] upstream, byte[] answer) {
      throw new IllegalStateException("watched");
    }

    @Override
    public void streams(Served served) {
      throw new IllegalStateException("watched");
    }

    @Override
    public void received(SseEvent event) {
      throw new IllegalStateException("watched");
    }

    @Override
    public void told(byte[] events) {
      throw new IllegalStateException("watched");
    }

    @Override
    public void ended(CallEnd end) {
      throw new IllegalStateException("watched");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anObserverThatThrowsHarmsNoAnswerAndIsLoggedOncePerCall(boolean stream) throws Exception {
    Queue<CallEnd.Kind> ends = new ConcurrentLinkedQueue<>();
    CallTrace well =
        new CallTrace() {
          @Override
          public void ended(CallEnd end) {
            ends.add(end.kind());
          }
        };
    CallObserver atOnce =
        _ -> {
          throw new IllegalStateException("watched");
        };
    var log = new ByteArrayOutputStream();
    var before = System.err;
    System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
    try (var gateway =
        RunningGateway.with("OPENAI_API_KEY_1", "sk-one-watched", "OPENAI_API_KEY_2", "sk-two")) {
      try (var _ = gateway.engine().observers().add(_ -> new Throwing());
          var _ = gateway.engine().observers().add(atOnce);
          var _ = gateway.engine().observers().add(_ -> well)) {
        gateway.upstream().next(Faults.status(401));
        var answer = gateway.post("/v1/chat/completions", ASK.formatted(stream));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).contains(stream ? "[DONE]" : "\"content\"");
        await().atMost(Duration.ofMinutes(1)).until(() -> !ends.isEmpty());
        assertThat(ends).containsExactly(CallEnd.Kind.SERVED);
        String id = answer.headers().firstValue("x-request-id").orElseThrow();
        assertThat(log.toString(StandardCharsets.UTF_8).lines())
            .filteredOn(line -> line.contains("observer of the call failed"))
            .hasSize(2)
            .allSatisfy(line -> assertThat(line).contains(id));
        await().atMost(Duration.ofMinutes(1)).until(() -> gateway.pool("openai").inFlight() == 0);
      }
    } finally {
      System.setErr(before);
    }
  }

  @Test
  void clientsAreToldApartByASaltedHashOfTheirKeys() throws Exception {
    var keys = List.of("client-key-number-one-0123", "client-key-number-two-0123");
    Queue<String> clients = new ConcurrentLinkedQueue<>();
    CallObserver watching =
        (Call call) -> {
          clients.add(call.client());
          return CallTrace.NONE;
        };
    for (String salt : List.of("pepper", "pepper", "salt")) {
      try (var gateway =
              RunningGateway.with(
                  "PROXY_API_KEY",
                  String.join(",", keys),
                  "KEYRELAY_SALT",
                  salt,
                  "OPENAI_API_KEY",
                  "sk-one");
          var _ = gateway.engine().observers().add(watching)) {
        for (String key : keys) {
          Chats.ask(gateway.sdk(key));
        }
      }
    }
    var seen = List.copyOf(clients);
    assertThat(seen).hasSize(6).allMatch(name -> name.matches("[0-9a-f]{16}"));
    assertThat(seen.subList(2, 4)).isEqualTo(seen.subList(0, 2)).doesNotHaveDuplicates();
    assertThat(seen.subList(4, 6)).doesNotContainAnyElementsOf(seen.subList(0, 4));
  }
}
