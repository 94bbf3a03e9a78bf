package dev.keyrelay.providers.openaicompatible;

import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.Operation;
import dev.keyrelay.spi.ProviderProfile;
import dev.keyrelay.spi.ServiceDescription;
import java.net.URI;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One service.
 *
 * @param description its id, name, variable prefixes and need of a credential
 * @param base what {@code /chat/completions} is appended to
 * @param barePath what is added to a base of the user's that has no path; may be empty
 * @param operations what it offers
 * @param models where it lists models: empty for {@code <base>/models}
 * @param listsModels whether it lists models at all
 * @param keyPage where users get keys
 * @param keyHeader the header of the key, if that is not {@code Authorization: Bearer}
 * @param quirks what it wants otherwise in bodies
 */
record Service(
    ServiceDescription description,
    URI base,
    String barePath,
    Set<Operation> operations,
    Optional<URI> models,
    boolean listsModels,
    Optional<URI> keyPage,
    Optional<String> keyHeader,
    Quirks quirks) {

  Service {
    operations = Set.copyOf(operations);
  }

  /** An upstream of which the user states the base alone. */
  static Service custom(String id, URI base) {
    return new Service(
        ServiceDescription.of(id),
        base,
        "",
        Set.of(Operation.GENERATE, Operation.COMPLETE, Operation.EMBED),
        Optional.empty(),
        true,
        Optional.empty(),
        Optional.empty(),
        Quirks.NONE);
  }

  ProviderProfile profile() {
    var dialects = new EnumMap<Operation, List<Dialect>>(Operation.class);
    operations.forEach(operation -> dialects.put(operation, List.of(Dialect.OPENAI_CHAT)));
    return ProviderProfile.of(description.id(), description.displayName(), Map.copyOf(dialects));
  }
}
