package dev.keyrelay.cli.tui;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.config.ModelDefinition;
import dev.keyrelay.engine.config.ModelDefinitions;
import dev.keyrelay.spi.JsonBody;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the cells of a sheet are, and how they are written into a variable. */
enum SheetKind {
  /** Models that the user declares for a provider. */
  DEFINITIONS(
      List.of("NAME FOR CLIENTS", "UPSTREAM MODEL", "OPTIONS"),
      List.of(
          "What clients call it, without the provider",
          "What the provider calls it; empty: the same",
          "Fields of requests, as JSON: {\"reasoning_effort\":\"high\"}; or none")) {
    @Override
    List<List<String>> read(String text) {
      return ModelDefinitions.parse(text).stream()
          .flatMap(definitions -> definitions.all().stream())
          .map(SheetKind::cells)
          .toList();
    }

    @Override
    String write(List<List<String>> rows) {
      if (rows.stream().allMatch(row -> own(row).isEmpty() && row.get(2).isEmpty())) {
        var names = JsonBody.MAPPER.createArrayNode();
        rows.forEach(row -> names.add(row.getFirst()));
        return names.toString();
      }
      var all = JsonBody.MAPPER.createObjectNode();
      for (List<String> row : rows) {
        var one = all.putObject(row.getFirst());
        own(row).ifPresent(id -> one.put("id", id));
        options(row.get(2))
            .filter(fields -> !fields.isEmpty())
            .ifPresent(f -> one.set("options", f));
      }
      return all.toString();
    }

    @Override
    Optional<String> refusal(int column, String text) {
      return switch (column) {
        case 0 -> text.isBlank() ? Optional.of("A name is needed") : Optional.empty();
        case 2 ->
            options(text).isPresent()
                ? Optional.empty()
                : Optional.of("Does not hold; expected: a JSON object such as {\"top_k\":40}");
        default -> Optional.empty();
      };
    }
  },

  /** Models that are tried one after the other. */
  CHAIN(List.of("MODEL"), List.of("provider/model; Tab completes")) {
    @Override
    List<List<String>> read(String text) {
      return RouteRow.models(text).stream().map(List::of).toList();
    }

    @Override
    String write(List<List<String>> rows) {
      return String.join(",", rows.stream().map(List::getFirst).toList());
    }

    @Override
    Optional<String> refusal(int column, String text) {
      return text.matches("[^/,\\s]+/[^,\\s]+")
          ? Optional.empty()
          : Optional.of("Does not hold; expected: provider/model");
    }
  },

  /** Models that stand in for one another, whichever is asked for. */
  SETS(
      List.of("MODELS THAT STAND IN FOR ONE ANOTHER"),
      List.of("provider/model, provider/model, …")) {
    @Override
    List<List<String>> read(String text) {
      var rows = new ArrayList<List<String>>();
      for (JsonNode set : tree(text)) {
        var models = new ArrayList<String>();
        set.forEach(model -> models.add(model.asText().strip()));
        rows.add(List.of(String.join(", ", models)));
      }
      return rows;
    }

    @Override
    String write(List<List<String>> rows) {
      var all = JsonBody.MAPPER.createArrayNode();
      for (List<String> row : rows) {
        var set = all.addArray();
        RouteRow.models(row.getFirst()).forEach(set::add);
      }
      return all.toString();
    }

    @Override
    Optional<String> refusal(int column, String text) {
      var models = RouteRow.models(text);
      return models.size() > 1 && models.stream().allMatch(model -> model.matches("[^/]+/.+"))
          ? Optional.empty()
          : Optional.of("Does not hold; expected: at least two provider/model, with commas");
    }
  };

  private final List<String> headings;
  private final List<String> hints;

  SheetKind(List<String> headings, List<String> hints) {
    this.headings = headings;
    this.hints = hints;
  }

  /** The names of the columns. */
  List<String> headings() {
    return headings;
  }

  /** What a column takes. */
  String hint(int column) {
    return hints.get(column);
  }

  /** The rows of a variable's value; none if it cannot be read. */
  abstract List<List<String>> read(String text);

  /** The value of the variable that rows are. */
  abstract String write(List<List<String>> rows);

  /** Why a cell's text does not hold; empty if it does. */
  abstract Optional<String> refusal(int column, String text);

  private static List<String> cells(ModelDefinition one) {
    ObjectNode options = JsonBody.MAPPER.createObjectNode();
    one.options().forEach(options::set);
    return List.of(
        one.name(),
        one.id().equals(one.name()) ? "" : one.id(),
        options.isEmpty() ? "" : options.toString());
  }

  /** The upstream model if it is another than the name. */
  private static Optional<String> own(List<String> row) {
    return Optional.of(row.get(1)).filter(id -> !id.isBlank() && !id.equals(row.getFirst()));
  }

  private static Optional<JsonNode> options(String text) {
    if (text.isBlank()) {
      return Optional.of(JsonBody.MAPPER.createObjectNode());
    }
    return Optional.of(tree(text)).filter(JsonNode::isObject);
  }

  private static JsonNode tree(String text) {
    try {
      return JsonBody.MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      return JsonBody.MAPPER.missingNode();
    }
  }
}
