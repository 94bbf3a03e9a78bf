package dev.keyrelay.engine.plugin;

/**
 * Makes a plugin's class loader the current thread's until closed, because libraries in a jar look
 * for their services there.
 */
final class ContextLoader implements AutoCloseable {

  private final Thread thread = Thread.currentThread();
  private final ClassLoader before = thread.getContextClassLoader();

  ContextLoader(ClassLoader loader) {
    thread.setContextClassLoader(loader);
  }

  @Override
  public void close() {
    thread.setContextClassLoader(before);
  }
}
