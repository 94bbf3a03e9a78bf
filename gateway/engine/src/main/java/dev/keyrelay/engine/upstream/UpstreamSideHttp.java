package dev.keyrelay.engine.upstream;

import dev.keyrelay.spi.Headers;
import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.SideHttp;
import dev.keyrelay.spi.UpstreamRequest;
import java.io.IOException;
import java.net.URI;

/** {@link SideHttp} over the gateway's own client: the same connections, proxies and rules. */
public final class UpstreamSideHttp implements SideHttp {

  /** The most bytes of an answer: 16 MiB. */
  public static final int MAX_ANSWER = 16 * 1024 * 1024;

  private final UpstreamClient client;
  private final Deadlines deadlines;

  /** Uses a client, which the caller closes. */
  public UpstreamSideHttp(UpstreamClient client, Deadlines deadlines) {
    this.client = client;
    this.deadlines = deadlines;
  }

  @Override
  public Answer send(UpstreamRequest request) throws IOException, InterruptedException {
    try (var reply = client.send(request, deadlines)) {
      return answer(reply);
    }
  }

  @Override
  public Answer post(URI uri, Headers headers, byte[] body)
      throws IOException, InterruptedException {
    var request = new UpstreamRequest("POST", uri, headers, JsonBody.EMPTY);
    try (var reply = client.send(request, body, deadlines)) {
      return answer(reply);
    }
  }

  private static Answer answer(UpstreamReply reply) throws IOException, InterruptedException {
    return new Answer(reply.status(), reply.headers(), reply.readAll(MAX_ANSWER));
  }
}
