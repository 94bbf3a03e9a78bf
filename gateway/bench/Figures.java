import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Measurements by name, one for each round, and what they come to. */
final class Figures {

  private final Map<String, List<Double>> values = new LinkedHashMap<>();

  void add(String name, double value) {
    values.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
  }

  double median(String name) {
    return sorted(name).get(sorted(name).size() / 2);
  }

  double least(String name) {
    return sorted(name).getFirst();
  }

  double most(String name) {
    return sorted(name).getLast();
  }

  double sum(String name) {
    return sorted(name).stream().mapToDouble(Double::doubleValue).sum();
  }

  private List<Double> sorted(String name) {
    var known = values.get(name);
    if (known == null) {
      throw new IllegalStateException(name + " was not measured");
    }
    return known.stream().sorted().toList();
  }

  /** A JSON object of all values of all names. */
  String json() {
    var lines = new ArrayList<String>();
    values.forEach((name, all) -> lines.add("    \"" + name + "\": " + all));
    return "{\n" + String.join(",\n", lines) + "\n  }";
  }
}
