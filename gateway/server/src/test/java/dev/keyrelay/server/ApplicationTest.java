package dev.keyrelay.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyrelay.engine.credential.ClientKeys;
import dev.keyrelay.engine.credential.ClientNames;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ApplicationTest {

  private static final ServerOptions ANY_PORT =
      ServerOptions.defaults().listeningOn("127.0.0.1", 0);

  private static final ClientNames KEYS =
      new ClientNames(new ClientKeys(List.of(), Optional.empty(), false), key -> key);

  @Test
  void answersOnThePortThatItSaysItListensOn() throws Exception {
    try (Application application = Application.start(ANY_PORT, KEYS)) {
      assertThat(application.uri().getPort()).isPositive();
      assertThat(send(application, "GET").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void routesAreFoundBeforeThereIsAnythingToAnswerWith() throws Exception {
    try (Application application = Application.prepare(ANY_PORT)) {
      application.findRoutes();
      application.listen(KEYS);
      assertThat(send(application, "GET").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void headAnswersLikeGetWithoutABody() throws Exception {
    try (Application application = Application.start(ANY_PORT, KEYS)) {
      HttpResponse<String> get = send(application, "GET");
      HttpResponse<String> head = send(application, "HEAD");
      assertThat(head.statusCode()).isEqualTo(200);
      assertThat(head.body()).isEmpty();
      assertThat(head.headers().firstValue("content-type"))
          .isEqualTo(get.headers().firstValue("content-type"));
    }
  }

  @Test
  void aTakenPortIsExplained() {
    try (Application first = Application.start(ANY_PORT, KEYS)) {
      int port = first.uri().getPort();
      assertThatThrownBy(() -> Application.start(ANY_PORT.listeningOn("127.0.0.1", port), KEYS))
          .isInstanceOf(StartException.class)
          .hasMessageContaining("127.0.0.1:" + port)
          .hasMessageContaining("--port");
    }
  }

  @Test
  void afterCloseNothingListens() {
    Application application = Application.start(ANY_PORT, KEYS);
    application.close();
    application.close();
    assertThatThrownBy(() -> send(application, "GET")).isInstanceOf(IOException.class);
  }

  private static HttpResponse<String> send(Application application, String method)
      throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      URI root = application.uri().resolve("/");
      return client.send(
          HttpRequest.newBuilder(root).method(method, BodyPublishers.noBody()).build(),
          BodyHandlers.ofString());
    }
  }
}
