package dev.keyrelay.server.http;

import io.micronaut.core.annotation.Order;
import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;
import java.util.concurrent.ThreadLocalRandom;

/** Names every request, and tells its name in the header {@value #HEADER} of every answer. */
@ServerFilter("/**")
@Order(Ordered.HIGHEST_PRECEDENCE)
final class RequestId {

  static final String HEADER = "x-request-id";
  private static final String PREFIX = "req_";
  private static final String ATTRIBUTE = "keyrelay.request-id";

  @RequestFilter
  void name(HttpRequest<?> request) {
    request.setAttribute(
        ATTRIBUTE, HostRequestId.of(request).map(PREFIX::concat).orElseGet(RequestId::made));
  }

  @ResponseFilter
  void tell(HttpRequest<?> request, MutableHttpResponse<?> response) {
    if (!response.getHeaders().contains(HEADER)) {
      response.header(HEADER, of(request));
    }
  }

  /** The request's name. */
  static String of(HttpRequest<?> request) {
    return request.getAttribute(ATTRIBUTE, String.class).orElseGet(RequestId::made);
  }

  private static String made() {
    var random = ThreadLocalRandom.current();
    return PREFIX
        + Long.toHexString(random.nextLong() | Long.MIN_VALUE)
        + Integer.toHexString(random.nextInt() | Integer.MIN_VALUE);
  }
}
