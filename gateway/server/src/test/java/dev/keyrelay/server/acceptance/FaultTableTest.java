package dev.keyrelay.server.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.keyrelay.providers.demo.ScriptedUpstream;
import dev.keyrelay.providers.demo.Unreachable;
import dev.keyrelay.spi.JsonBody;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every fault, with one key and with two, streamed and not. Each case is a provider of its own in
 * one gateway. Calls that wait for a timeout are made all at once, the others a few at a time after
 * one that finds the gateway cold, so that no timeout ends them on a busy machine.
 */
class FaultTableTest {

  private static final int AT_A_TIME = 4;

  private static final ServerUnderTest.Host HOST = ServerUnderTest.Host.present();

  private static RunningGateway gateway;
  private static Unreachable refusing;
  private static Unreachable hanging;
  private static ExecutorService calls;
  private static ExecutorService waits;
  private static final Map<Case, Future<HttpResponse<String>>> ANSWERS = new ConcurrentHashMap<>();

  /** Each has its own, or a connection that ends in one could be taken for a call in another. */
  private static final Map<Case, ScriptedUpstream> UPSTREAMS = new ConcurrentHashMap<>();

  /** A row of the table. */
  record Case(Fault fault, int keys, boolean stream) {

    String provider() {
      return prefix().toLowerCase(java.util.Locale.ROOT);
    }

    String prefix() {
      return "CASE" + fault.ordinal() + "K" + keys + (stream ? "S" : "W");
    }

    String model() {
      return provider() + "-model";
    }

    boolean committed() {
      return stream && fault.expected().commitsStreams();
    }

    int expectedCalls() {
      if (committed()) {
        return 1;
      }
      return keys == 1 ? fault.expected().callsOfOneKey() : fault.expected().callsOfTwoKeys();
    }

    String body() {
      return "{\"model\":\""
          + provider()
          + "/"
          + model()
          + "\",\"stream\":"
          + stream
          + ",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
    }
  }

  static List<Case> cases() {
    return Stream.of(Fault.values())
        .flatMap(
            fault ->
                Stream.of(
                    new Case(fault, 1, false),
                    new Case(fault, 1, true),
                    new Case(fault, 2, false),
                    new Case(fault, 2, true)))
        .filter(one -> HOST.runs(one.fault().name(), one.keys(), one.stream()))
        .toList();
  }

  @BeforeAll
  static void makeEveryCall() {
    refusing = Unreachable.refusing();
    hanging = Unreachable.hanging();
    var upstream = ScriptedUpstream.start();
    var variables =
        new ArrayList<>(
            List.of(
                "TIMEOUT_CONNECT", "4",
                "TIMEOUT_FIRST_EVENT", "6",
                "TIMEOUT_READ_STREAMING", "6",
                "TIMEOUT_READ_NON_STREAMING", "6",
                "TRANSIENT_RETRY_DELAY", "0",
                "TRANSIENT_RETRY_JITTER", "0"));
    for (Case one : cases()) {
      var own = ScriptedUpstream.start();
      own.onModel(one.model()).answer(one.fault().script());
      UPSTREAMS.put(one, own);
      variables.addAll(List.of(one.prefix() + "_API_BASE", base(one.fault(), own)));
      for (int key = 1; key <= one.keys(); key++) {
        variables.add(one.prefix() + "_API_KEY_" + key);
        variables.add("sk-" + one.provider() + "-0123456789-" + key);
      }
    }
    variables.addAll(List.of("COLD_API_BASE", upstream.openAiUri().toString()));
    gateway = RunningGateway.with(upstream, variables.toArray(String[]::new));
    for (String stream : List.of("false", "true")) {
      gateway.post(
          "/v1/chat/completions",
          "{\"model\":\"cold/start\",\"stream\":"
              + stream
              + ",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}");
    }
    calls = Executors.newFixedThreadPool(AT_A_TIME);
    waits = Executors.newVirtualThreadPerTaskExecutor();
    for (Case one : cases()) {
      var made = one.fault().lasts() ? waits : calls;
      ANSWERS.put(one, made.submit(() -> gateway.post("/v1/chat/completions", one.body())));
    }
  }

  private static String base(Fault fault, ScriptedUpstream upstream) {
    return switch (fault) {
      case CONNECT_REFUSED -> refusing.uri() + "/v1";
      case CONNECT_HANG -> hanging.uri() + "/v1";
      case TLS_FAILURE -> "https://127.0.0.1:" + upstream.uri().getPort() + "/v1";
      default -> upstream.openAiUri().toString();
    };
  }

  @AfterAll
  static void stop() {
    calls.shutdownNow();
    waits.shutdownNow();
    gateway.close();
    refusing.close();
    hanging.close();
    UPSTREAMS.values().forEach(ScriptedUpstream::close);
    UPSTREAMS.clear();
    ANSWERS.clear();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void faultsAreToldAndHeldAgainstTheRightOne(Case one) throws Exception {
    var answer = ANSWERS.get(one).get();
    var expected = one.fault().expected();

    assertThat(answer.statusCode()).isEqualTo(one.committed() ? 200 : expected.status());
    assertThat(answer.headers().firstValue("x-keyrelay-attempts"))
        .contains(Integer.toString(one.expectedCalls()));
    if (one.committed()) {
      assertBrokenOffProperly(answer.body());
    } else {
      assertError(answer);
    }
    assertState(one, expected);
  }

  private static void assertError(HttpResponse<String> answer) throws IOException {
    var error = JsonBody.MAPPER.readTree(answer.body()).path("error");
    assertThat(error.path("message").asText()).isNotBlank().doesNotContain("sk-case");
    assertThat(error.path("type").asText()).isNotBlank();
    if (answer.statusCode() == 429 || answer.statusCode() == 503) {
      assertThat(answer.headers().firstValue("Retry-After"))
          .hasValueSatisfying(seconds -> assertThat(Integer.parseInt(seconds)).isPositive());
    }
  }

  private static void assertBrokenOffProperly(String body) throws IOException {
    var events = List.of(body.strip().split("\n\n"));
    assertThat(events).hasSizeGreaterThan(3).last().isEqualTo("data: [DONE]");
    var error = events.get(events.size() - 2).substring("data: ".length());
    assertThat(JsonBody.MAPPER.readTree(error).path("error").path("message").asText()).isNotBlank();
  }

  private static void assertState(Case one, Fault.Expected expected) {
    await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(20))
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(gateway.pool(one.provider()).inFlight()).isZero());
    var reached = UPSTREAMS.get(one).requests("/chat/completions");
    boolean unreachable = one.fault().compareTo(Fault.TLS_FAILURE) <= 0;
    assertThat(reached).hasSize(unreachable ? 0 : one.expectedCalls());
    for (String credential : gateway.credentials(one.provider())) {
      var causes = gateway.causes(one.provider(), credential);
      if (expected.cause().isEmpty()) {
        assertThat(causes).isEmpty();
      } else {
        assertThat(causes).containsExactly(expected.cause());
      }
    }
  }
}
