package dev.keyrelay.engine.dispatch;

/** A provider's plugin could not make a request: a defect of the plugin. */
final class PluginFailedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String told;

  PluginFailedException(String provider, Throwable cause) {
    super(cause);
    // What plugins throw may quote what they were given.
    this.told = "the plugin of " + provider + " failed: " + cause.getClass().getSimpleName();
  }

  @Override
  public String getMessage() {
    return told;
  }
}
