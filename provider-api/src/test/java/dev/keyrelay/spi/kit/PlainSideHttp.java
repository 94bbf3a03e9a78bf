package dev.keyrelay.spi.kit;

import dev.keyrelay.spi.Headers;
import dev.keyrelay.spi.SideHttp;
import dev.keyrelay.spi.UpstreamRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Side calls over the JDK's HTTP client, for tests against a server of their own. */
public final class PlainSideHttp implements SideHttp {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(LIMIT).build();

  @Override
  public Answer send(UpstreamRequest request) throws IOException, InterruptedException {
    return exchange(request.method(), request.uri(), request.headers(), request.body().bytes());
  }

  @Override
  public Answer post(URI uri, Headers headers, byte[] body)
      throws IOException, InterruptedException {
    return exchange("POST", uri, headers, body);
  }

  private Answer exchange(String method, URI uri, Headers headers, byte[] body)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(uri)
            .timeout(LIMIT)
            .method(
                method,
                body.length == 0
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofByteArray(body));
    headers.map().forEach((name, values) -> values.forEach(value -> request.header(name, value)));
    var answer = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    return new Answer(answer.statusCode(), Headers.of(answer.headers().map()), answer.body());
  }
}
