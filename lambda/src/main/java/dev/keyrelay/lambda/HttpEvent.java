package dev.keyrelay.lambda;

import java.net.URI;
import java.util.List;
import java.util.Map;

/**
 * An HTTP request as Lambda was told of it.
 *
 * @param id what API Gateway or the function URL calls it; empty if it does not say
 * @param format the payload format, which the answer takes too
 * @param method in capitals
 * @param uri path and query without host, and without the stage or base path that API Gateway adds
 * @param headers values by name; names as they came
 * @param body the body, decoded
 */
record HttpEvent(
    String id,
    Format format,
    String method,
    URI uri,
    Map<String, List<String>> headers,
    byte[] body) {

  /** Payload formats of Lambda proxy integrations. */
  enum Format {
    /** 1.0: REST APIs, and HTTP APIs that ask for it. */
    V1,
    /** 2.0: HTTP APIs and function URLs. */
    V2
  }
}
