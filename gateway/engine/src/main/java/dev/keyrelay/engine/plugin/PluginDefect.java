package dev.keyrelay.engine.plugin;

import org.jspecify.annotations.Nullable;

/** What may be told of a plugin that failed. */
public final class PluginDefect {

  private PluginDefect() {}

  /**
   * What went wrong, as a sentence without secrets: what a plugin did not foresee may quote what it
   * was given, so that only the kind is told.
   */
  public static String told(@Nullable Throwable failure) {
    return switch (failure) {
      case RuntimeException defect -> "its plugin failed: " + defect.getClass().getSimpleName();
      case Error defect -> "its plugin failed: " + defect.getClass().getSimpleName();
      case null -> "nobody knows why";
      default -> String.valueOf(failure.getMessage());
    };
  }
}
