package dev.keyrelay.spi;

import java.io.IOException;
import java.util.List;

/** Ability: list the models that a credential may use. */
@FunctionalInterface
public interface ModelListing {

  /**
   * Asks upstream, following pages to the end.
   *
   * @throws IOException if upstream did not answer with a list; its message names the status
   * @throws InterruptedException if the calling thread was interrupted
   */
  List<ModelInfo> list(Credential credential) throws IOException, InterruptedException;
}
