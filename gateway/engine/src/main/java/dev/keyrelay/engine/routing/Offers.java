package dev.keyrelay.engine.routing;

import java.util.Optional;

/** Which providers list which models, as far as is known now. Asked on the request path: no I/O. */
@FunctionalInterface
public interface Offers {

  /** Nothing is known. */
  Offers UNKNOWN = (_, _) -> Optional.empty();

  /**
   * The name under which a provider lists a model.
   *
   * @param provider the provider id
   * @param model the model as {@link SameModel#of} writes it
   */
  Optional<String> listed(String provider, String model);
}
