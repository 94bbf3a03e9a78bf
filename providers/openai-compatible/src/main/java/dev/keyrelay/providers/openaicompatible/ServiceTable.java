package dev.keyrelay.providers.openaicompatible;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.Operation;
import dev.keyrelay.spi.ServiceDescription;
import dev.keyrelay.spi.ServiceDescription.CredentialNeed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads {@code services.json}: an array of objects with {@code id}, {@code name}, {@code base}, and
 * if they differ from the usual {@code prefixes} (the id in upper case), {@code keys} (the page
 * with the user's keys), {@code local} (true: no credential needed), {@code surfaces} (chat,
 * completions, embeddings), {@code models} (an address, or none), {@code keyHeader}, {@code
 * barePath}, {@code rename}, {@code without}, {@code roles} and {@code thoughts} ({@link Quirks}).
 */
final class ServiceTable {

  private ServiceTable() {}

  /** All services by id, in the file's order. */
  static Map<String, Service> load() {
    var services = new LinkedHashMap<String, Service>();
    try (var file = ServiceTable.class.getResourceAsStream("services.json")) {
      for (JsonNode row : JsonBody.MAPPER.readTree(file)) {
        var service = service(row);
        if (services.put(service.description().id(), service) != null) {
          throw new IllegalStateException(
              "services.json: " + service.description().id() + " twice");
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return services;
  }

  private static Service service(JsonNode row) {
    String models = row.path("models").asText("");
    return new Service(
        description(row),
        URI.create(row.path("base").asText()),
        row.path("barePath").asText(""),
        operations(row.path("surfaces")),
        models.startsWith("https://") ? Optional.of(URI.create(models)) : Optional.empty(),
        !models.equals("none"),
        Optional.ofNullable(row.path("keys").textValue()).map(URI::create),
        Optional.ofNullable(row.path("keyHeader").textValue()),
        new Quirks(
            map(row.path("rename")),
            list(row.path("without")),
            map(row.path("roles")),
            Quirks.Thoughts.valueOf(
                row.path("thoughts").asText("as_sent").toUpperCase(Locale.ROOT))));
  }

  private static ServiceDescription description(JsonNode row) {
    String id = row.path("id").asText();
    var prefixes = list(row.path("prefixes"));
    return new ServiceDescription(
        id,
        row.path("name").asText(id),
        prefixes.isEmpty() ? List.of(id.toUpperCase(Locale.ROOT)) : prefixes,
        row.path("local").asBoolean() ? CredentialNeed.OPTIONAL : CredentialNeed.REQUIRED,
        false);
  }

  private static Set<Operation> operations(JsonNode surfaces) {
    if (surfaces.isMissingNode()) {
      return EnumSet.of(Operation.GENERATE, Operation.COMPLETE, Operation.EMBED);
    }
    var operations = EnumSet.noneOf(Operation.class);
    for (String surface : list(surfaces)) {
      operations.add(
          switch (surface) {
            case "chat" -> Operation.GENERATE;
            case "completions" -> Operation.COMPLETE;
            case "embeddings" -> Operation.EMBED;
            default ->
                throw new IllegalStateException(
                    "surfaces: " + surface + " (expected: chat, completions, embeddings)");
          });
    }
    return operations;
  }

  private static List<String> list(JsonNode array) {
    var texts = new ArrayList<String>();
    array.forEach(element -> texts.add(element.asText()));
    return texts;
  }

  private static Map<String, String> map(JsonNode object) {
    var texts = new HashMap<String, String>();
    object.properties().forEach(field -> texts.put(field.getKey(), field.getValue().asText()));
    return texts;
  }
}
