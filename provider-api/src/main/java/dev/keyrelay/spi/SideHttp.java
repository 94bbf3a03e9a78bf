package dev.keyrelay.spi;

import java.io.IOException;
import java.net.URI;

/**
 * Small blocking HTTP calls beside the request path: model listing, token refresh, quota readings.
 * Connect and answer are bounded by the gateway; an answer over 16 MiB is an {@link IOException}.
 */
public interface SideHttp {

  /**
   * Sends a request and waits for the whole answer, of whatever status.
   *
   * @throws IOException if there is no complete answer
   * @throws InterruptedException if the calling thread was interrupted
   */
  Answer send(UpstreamRequest request) throws IOException, InterruptedException;

  /** GET with the given headers. */
  default Answer get(URI uri, Headers headers) throws IOException, InterruptedException {
    return send(new UpstreamRequest("GET", uri, headers, JsonBody.EMPTY));
  }

  /** A complete answer. */
  record Answer(int status, Headers headers, byte[] body) {

    /** Whether the status is 2xx. */
    public boolean ok() {
      return status >= 200 && status < 300;
    }
  }
}
