package dev.keyrelay.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** How many large bodies are in memory at once. */
class LargeBodiesTest {

  private static final long MIB = 1 << 20;

  private final LargeBodies bodies = new LargeBodies(20 * MIB);

  private static HttpRequest<?> request(long length) {
    return HttpRequest.POST("/v1/messages", "")
        .header(HttpHeaders.CONTENT_LENGTH, Long.toString(length));
  }

  @Test
  void smallBodiesAreNotCounted() {
    for (int i = 0; i < 1000; i++) {
      assertThat(bodies.admit(request(LargeBodies.SMALL - 1))).isNull();
    }
    assertThat(bodies.taken()).isZero();
  }

  @Test
  void bodiesOfUnknownLengthAreNotCounted() {
    assertThat(bodies.admit(HttpRequest.POST("/v1/messages", ""))).isNull();
    assertThat(bodies.taken()).isZero();
  }

  @Test
  void largeBodiesAreTakenInWhileThereIsRoomForThem() {
    var first = request(7 * MIB);
    assertThat(bodies.admit(first)).isNull();
    assertThat(bodies.admit(request(7 * MIB))).isNull();
    assertThat(status(bodies.admit(request(7 * MIB)))).isEqualTo(529);
    assertThat(bodies.taken()).isEqualTo(14 * MIB);
    bodies.answered(first);
    bodies.answered(first);
    assertThat(bodies.taken()).isEqualTo(7 * MIB);
    assertThat(bodies.admit(request(7 * MIB))).isNull();
  }

  @Test
  void bodiesThatNeedMoreThanTheRoomAreTakenInAlone() {
    var huge = request(30 * MIB);
    assertThat(bodies.admit(huge)).isNull();
    assertThat(bodies.taken()).isEqualTo(90 * MIB);
    assertThat(status(bodies.admit(request(2 * MIB)))).isEqualTo(529);
    bodies.answered(huge);
    assertThat(bodies.admit(request(2 * MIB))).isNull();
    assertThat(status(bodies.admit(huge))).isEqualTo(529);
  }

  @Test
  void theRefusalSaysInTheClientsShapeWhenToComeBack() {
    bodies.admit(request(30 * MIB));
    var refused = bodies.admit(request(2 * MIB));
    assertThat(refused).isNotNull();
    assertThat(refused.getHeaders().get("Retry-After")).isEqualTo("5");
    var body = new String((byte[]) refused.getBody().orElseThrow(), StandardCharsets.UTF_8);
    assertThat(body).contains("\"type\":\"error\"").contains("2097152 bytes");
  }

  private static int status(HttpResponse<?> response) {
    assertThat(response).isNotNull();
    return response.code();
  }
}
