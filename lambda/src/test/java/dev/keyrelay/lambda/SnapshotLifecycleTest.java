package dev.keyrelay.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SnapshotLifecycleTest {

  private final List<String> steps = new ArrayList<>();
  private LocalRuntimeApi lambda;

  @BeforeEach
  void start() throws IOException {
    lambda = new LocalRuntimeApi();
  }

  @AfterEach
  void stop() {
    lambda.close();
  }

  @Test
  void aRuntimeAsksForTheRestoreBetweenBothHooks() throws Exception {
    lambda.onRestore(() -> steps.add("restored"));

    assertThat(pass(() -> steps.add("before"), () -> steps.add("after"))).isTrue();

    assertThat(steps).containsExactly("before", "restored", "after");
  }

  @Test
  void whatFailsBeforeTheSnapshotIsAFailedStart() throws Exception {
    lambda.onRestore(() -> steps.add("restored"));

    assertThat(pass(SnapshotLifecycleTest::fail, () -> steps.add("after"))).isFalse();

    assertThat(steps).isEmpty();
    var told = lambda.failedStart().get(30, TimeUnit.SECONDS);
    assertThat(told.json().path("errorMessage").asText()).isEqualTo("no way");
    assertThat(told.json().path("errorType").asText()).isEqualTo("IllegalStateException");
  }

  @Test
  void whatFailsAfterTheRestoreIsAFailedRestore() throws Exception {
    assertThat(pass(() -> steps.add("before"), SnapshotLifecycleTest::fail)).isFalse();

    var told = lambda.failedRestore().get(30, TimeUnit.SECONDS);
    assertThat(told.json().path("errorMessage").asText()).isEqualTo("no way");
  }

  @Test
  void aRuntimeApiThatKnowsNoSnapshotsIsAnError() {
    lambda.onRestore(
        () -> {
          throw new IllegalStateException();
        });

    assertThatThrownBy(() -> pass(() -> {}, () -> steps.add("after")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("restore/next");
    assertThat(steps).isEmpty();
  }

  @Test
  void onlyTheStartOfASnapshotIsOne() {
    assertThat(SnapshotLifecycle.wanted(Map.of("AWS_LAMBDA_INITIALIZATION_TYPE", "snap-start")))
        .isTrue();
    assertThat(SnapshotLifecycle.wanted(Map.of("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand")))
        .isFalse();
    assertThat(SnapshotLifecycle.wanted(Map.of())).isFalse();
  }

  private static void fail() {
    throw new IllegalStateException("no way");
  }

  private boolean pass(Runnable before, Runnable after) throws IOException {
    return SnapshotLifecycle.pass(RuntimeApi.at(lambda.address()), before, after);
  }
}
