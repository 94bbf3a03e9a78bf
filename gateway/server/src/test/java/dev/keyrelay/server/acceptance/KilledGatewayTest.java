package dev.keyrelay.server.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.providers.demo.ChatScript;
import dev.keyrelay.providers.demo.ScriptedUpstream;
import dev.keyrelay.spi.JsonBody;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a gateway that is killed under load has counted, beside what upstream has. */
class KilledGatewayTest {

  /** What is counted is kept within a second. */
  private static final Duration MOST_LOST = Duration.ofSeconds(1);

  private static final int CLIENTS = 8;
  private static final int WORDS = 5;
  private static final String ASK =
      "{\"model\":\"openai/m\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}";
  private static final String KEY = "client-key-of-the-kill-test";

  private final ScriptedUpstream upstream = ScriptedUpstream.start();
  private final HttpClient http = HttpClient.newHttpClient();
  private final List<Process> children = new ArrayList<>();
  private final Queue<Instant> answered = new ConcurrentLinkedQueue<>();

  @TempDir Path home;

  @AfterEach
  void stop() throws Exception {
    for (Process child : children) {
      child.destroyForcibly();
      child.waitFor(30, TimeUnit.SECONDS);
    }
    http.shutdownNow();
    upstream.close();
  }

  private Process start() throws IOException {
    var variables = new HashMap<String, String>();
    variables.put("PROXY_API_KEY", KEY);
    variables.put("OPENAI_API_BASE", upstream.openAiUri().toString());
    variables.put("ROTATION_MODE_OPENAI", "balanced");
    variables.put("MODEL_INFO_REFRESH", "false");
    for (int i = 1; i <= 3; i++) {
      variables.put("OPENAI_API_KEY_" + i, "sk-of-the-kill-test-000" + i);
    }
    var child = GatewayChild.start(home, variables);
    children.add(child);
    return child;
  }

  private HttpRequest.Builder request(URI gateway, String path) {
    return HttpRequest.newBuilder(gateway.resolve(path)).header("Authorization", "Bearer " + KEY);
  }

  private boolean chat(URI gateway) throws InterruptedException {
    try {
      var ask = request(gateway, "/v1/chat/completions").POST(BodyPublishers.ofString(ASK)).build();
      boolean served = http.send(ask, BodyHandlers.discarding()).statusCode() == 200;
      if (served) {
        answered.add(Instant.now());
      }
      return served;
    } catch (IOException killed) {
      return false;
    }
  }

  /** The number of requests of each credential; checks the counts of each against one another. */
  private Map<String, Integer> counted(URI gateway) throws Exception {
    var ask = request(gateway, "/v1/quota-stats?provider=openai").build();
    var body = http.send(ask, BodyHandlers.ofString()).body();
    var counts = new HashMap<String, Integer>();
    for (JsonNode one : JsonBody.MAPPER.readTree(body).at("/providers/openai/credentials")) {
      var totals = one.path("totals");
      int requests = totals.path("request_count").intValue();
      assertThat(totals.path("success_count").intValue()).isEqualTo(requests);
      assertThat(totals.path("output_tokens").intValue()).isEqualTo(WORDS * requests);
      counts.put(one.path("name").textValue(), requests);
    }
    return counts;
  }

  private Map<String, Integer> servedByUpstream() {
    var counts = new HashMap<String, Integer>();
    upstream
        .requests("/chat/completions")
        .forEach(
            request -> {
              String key = request.key().orElseThrow();
              counts.merge("OPENAI_API_KEY_" + key.charAt(key.length() - 1), 1, Integer::sum);
            });
    return counts;
  }

  private static int sum(Map<String, Integer> counts) {
    return counts.values().stream().mapToInt(Integer::intValue).sum();
  }

  @Test
  void killedUnderLoadItLosesAtMostTheLastMomentAndCountsNothingTwice() throws Exception {
    upstream.on("/chat/completions").answer(ChatScript.tokens(WORDS));
    var first = start();
    var gateway = URI.create(GatewayChild.said(first, "listening"));
    var clients = new ArrayList<Thread>();
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      while (chat(gateway)) {
                        Thread.onSpinWait();
                      }
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                  }));
    }
    // The load must be older than the last moment; a busy machine takes a while to answer at all.
    await().atMost(Duration.ofSeconds(60)).until(() -> !answered.isEmpty());
    var end = Instant.now().plus(MOST_LOST.multipliedBy(4));
    while (Instant.now().isBefore(end)) {
      first.waitFor(100, TimeUnit.MILLISECONDS);
    }
    var killedAt = Instant.now();
    first.destroyForcibly();
    first.waitFor(30, TimeUnit.SECONDS);
    for (Thread client : clients) {
      client.join(Duration.ofSeconds(30));
    }
    var surelyKept = killedAt.minus(MOST_LOST);
    long old = answered.stream().filter(at -> at.isBefore(surelyKept)).count();
    assertThat(old).as("the load before the last moment").isPositive();

    var again = URI.create(GatewayChild.said(start(), "listening"));
    var kept = counted(again);
    var served = servedByUpstream();
    assertThat(sum(kept)).isBetween((int) old, sum(served));
    kept.forEach((key, count) -> assertThat(count).as(key).isLessThanOrEqualTo(served.get(key)));

    for (int i = 0; i < 10; i++) {
      assertThat(chat(again)).isTrue();
    }
    assertThat(sum(counted(again))).isEqualTo(sum(kept) + 10);
  }

  @Test
  void aSecondProcessOnTheFolderIsRefusedWithASentence() throws Exception {
    var gateway = URI.create(GatewayChild.said(start(), "listening"));
    var second = start();
    assertThat(GatewayChild.said(second, "refused"))
        .contains("Another KeyRelay uses the folder")
        .contains("one process for each folder");
    assertThat(second.waitFor(30, TimeUnit.SECONDS)).isTrue();
    upstream.on("/chat/completions").answer(ChatScript.tokens(WORDS));
    assertThat(chat(gateway)).as("the first goes on").isTrue();
  }
}
