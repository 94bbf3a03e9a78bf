package dev.keyrelay.server.replay;

import com.anthropic.core.RequestOptions;
import com.anthropic.core.http.Headers;
import com.anthropic.core.http.HttpClient;
import com.anthropic.core.http.HttpRequest;
import com.anthropic.core.http.HttpResponse;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.concurrent.CompletableFuture;

/** Gives an SDK the answer that was fetched for it. */
final class CannedAnthropic implements HttpClient {

  private volatile Arrived next = new Arrived(500, "", "", new byte[0]);

  void next(Arrived arrived) {
    next = arrived;
  }

  @Override
  public HttpResponse execute(HttpRequest request, RequestOptions options) {
    var arrived = next;
    return new HttpResponse() {
      @Override
      public int statusCode() {
        return arrived.status();
      }

      @Override
      public Headers headers() {
        return Headers.builder().put("content-type", arrived.type()).build();
      }

      @Override
      public InputStream body() {
        return new ByteArrayInputStream(arrived.body());
      }

      @Override
      public void close() {
        // Nothing is open.
      }
    };
  }

  @Override
  public CompletableFuture<HttpResponse> executeAsync(HttpRequest request, RequestOptions options) {
    return CompletableFuture.completedFuture(execute(request, options));
  }

  @Override
  public void close() {
    // Nothing is open.
  }
}
