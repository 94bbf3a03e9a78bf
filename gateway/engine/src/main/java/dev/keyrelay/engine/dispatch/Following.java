package dev.keyrelay.engine.dispatch;

import java.util.Optional;

/** Follows one call on behalf of somebody who keeps answers. */
public interface Following {

  /** Nobody follows: any credential may serve. */
  Following NOBODY =
      new Following() {
        @Override
        public Optional<String> credential() {
          return Optional.empty();
        }

        @Override
        public void streamed(Optional<String> id, Served served) {}
      };

  /** The id of the credential that alone may serve the call; empty if any may. */
  Optional<String> credential();

  /**
   * A stream ended whole. Called on an event loop: must not block.
   *
   * @param id the id that the answer has upstream, if its dialect tells one at the beginning
   */
  void streamed(Optional<String> id, Served served);
}
