package dev.keyrelay.engine.upstream;

import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.timeout.TimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.util.regex.Pattern;

/** Puts what the transport threw into words. */
final class Causes {

  /** What Netty puts before the operating system's words. */
  private static final Pattern SYSTEM_CALL =
      Pattern.compile("^\\w+\\(\\.\\.\\) failed with error\\(-?\\d+\\): ");

  private Causes() {}

  /** The text of the innermost cause. */
  static String of(Throwable thrown) {
    Throwable cause = thrown;
    while (cause.getCause() != null && cause.getCause() != cause) {
      cause = cause.getCause();
    }
    if (cause instanceof TimeoutException) {
      return "timed out writing the request";
    }
    if (cause instanceof UnknownHostException) {
      return "no address is known of " + cause.getMessage();
    }
    if (cause instanceof NotSslRecordException) {
      // Its message is what came instead, in hexadecimal.
      return "what answers there speaks no TLS (expected: https; is the address one of http?)";
    }
    if (cause instanceof CertPathBuilderException) {
      return "its certificate is of an authority that is not known here (expected: one of the"
          + " JDK's, or of a trust store that KEYRELAY_JAVA_OPTS names)";
    }
    String message = cause.getMessage();
    return message == null || message.isBlank()
        ? cause.getClass().getSimpleName()
        : SYSTEM_CALL.matcher(message.lines().findFirst().orElse(message)).replaceFirst("");
  }
}
