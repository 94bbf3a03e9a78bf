package dev.keyrelay.engine.dispatch;

/** A provider's plugin could not make a request: a defect of the plugin. */
final class PluginFailedException extends Exception {
  private static final long serialVersionUID = 1L;

  PluginFailedException(String provider, Throwable cause) {
    super("the plugin of " + provider + " failed: " + cause.getClass().getSimpleName());
    // Where it happened, but not its message: what plugins throw may quote what they were given.
    setStackTrace(cause.getStackTrace());
  }
}
