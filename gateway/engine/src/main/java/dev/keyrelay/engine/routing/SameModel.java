package dev.keyrelay.engine.routing;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Model ids of different providers compared: their last path segment, in lower case, with versions
 * written with a point. {@code anthropic/claude-opus-4-5} and {@code Claude-Opus-4.5} are the same;
 * {@code gpt-oss-20b:free} and {@code gpt-oss-20b} are not.
 */
public final class SameModel {

  private static final Pattern VERSION = Pattern.compile("(?<=\\d)-(?=\\d{1,2}(?!\\d))");

  private SameModel() {}

  /** What ids of the same model have in common. */
  public static String of(String model) {
    String last = model.substring(model.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
    return VERSION.matcher(last).replaceAll(".");
  }
}
