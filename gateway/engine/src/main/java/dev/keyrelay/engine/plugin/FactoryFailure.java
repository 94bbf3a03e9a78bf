package dev.keyrelay.engine.plugin;

import java.util.ServiceConfigurationError;

/** Says in a sentence why a plugin's code failed. */
final class FactoryFailure {

  private static final int LIMIT = 200;

  private FactoryFailure() {}

  /** What to tell of an error that a plugin threw. */
  static Refusal explain(String source, String during, Throwable error) {
    Throwable cause = root(error);
    if (missing(cause)) {
      return missingClass(source, className(cause));
    }
    if (error instanceof ServiceConfigurationError && error.getCause() == null) {
      return new Refusal(
          source,
          "names a factory that cannot be used: " + text(error) + ".",
          "Name a public class with a public constructor without parameters that implements"
              + " ProviderFactory.");
    }
    if (error instanceof ServiceConfigurationError && cause instanceof NoSuchMethodException) {
      return new Refusal(
          source,
          "names a factory without a public constructor without parameters.",
          "Add the constructor, and make the class public.");
    }
    return new Refusal(
        source,
        "failed in " + during + ": " + text(cause) + ".",
        "Report it to the jar's author, or remove the jar.");
  }

  private static Refusal missingClass(String source, String name) {
    if (name.startsWith("dev.keyrelay.")) {
      return new Refusal(
          source,
          "reaches for the gateway's class " + name + ", which plugins cannot see.",
          "Use nothing of the gateway but dev.keyrelay.spi.");
    }
    return new Refusal(
        source,
        "needs the class " + name + ", which is neither in the jar nor in the JDK.",
        "Put the library into the jar; of the gateway, only dev.keyrelay.spi and Jackson are"
            + " there.");
  }

  private static boolean missing(Throwable cause) {
    return cause instanceof ClassNotFoundException || cause instanceof NoClassDefFoundError;
  }

  private static String className(Throwable cause) {
    String message = String.valueOf(cause.getMessage()).replace('/', '.');
    return message.replaceFirst("^Could not initialize class ", "");
  }

  private static Throwable root(Throwable error) {
    Throwable cause = error;
    for (int i = 0; i < 20 && cause.getCause() != null; i++) {
      cause = cause.getCause();
    }
    return cause;
  }

  private static String text(Throwable error) {
    String message = error.getMessage();
    String text =
        error instanceof ServiceConfigurationError && message != null
            ? message
            : error.getClass().getSimpleName() + (message == null ? "" : " (" + message + ")");
    // An address that a plugin rejects may have a password in it.
    String line = text.lines().findFirst().orElse("").strip().replaceAll("//[^/@ ]*@", "//…@");
    return line.length() <= LIMIT ? line : line.substring(0, LIMIT) + "…";
  }
}
