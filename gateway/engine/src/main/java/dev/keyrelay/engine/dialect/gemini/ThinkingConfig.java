package dev.keyrelay.engine.dialect.gemini;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.dialect.wire.Drops;
import dev.keyrelay.engine.dialect.wire.Efforts;
import dev.keyrelay.engine.dialect.wire.Fields;
import dev.keyrelay.engine.dialect.wire.Trees;
import dev.keyrelay.spi.chat.Reasoning;
import dev.keyrelay.spi.chat.Reasoning.Mode;
import dev.keyrelay.spi.chat.Reasoning.Show;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * How much the model thinks ({@code thinkingConfig}), both ways. Models from 3 on take a level,
 * those of 2.5 a budget of which 0 is none and -1 leaves it to the model; the Pro models always
 * think (Google's page on thinking).
 */
final class ThinkingConfig {

  private static final Pattern VERSION = Pattern.compile("gemini-(\\d+)(?:\\.(\\d+))?");

  private static final long LEAST_OF_PRO = 128;
  private static final long MOST_OF_PRO = 32_768;
  private static final long MOST_OF_FLASH = 24_576;
  private static final long LEAST_OF_LITE = 512;
  private static final long DYNAMIC = -1;

  private ThinkingConfig() {}

  static Optional<Reasoning> read(Fields generation) {
    var config = Names.inside(generation, "thinkingConfig").orElse(null);
    if (config == null) {
      return Optional.empty();
    }
    var shown = config.flag("includeThoughts").orElse(false) ? Show.AUTO : Show.OMITTED;
    var level =
        config
            .text("thinkingLevel")
            .map(word -> word.toLowerCase(Locale.ROOT))
            .filter(word -> !word.endsWith("unspecified"));
    var budget = config.whole("thinkingBudget");
    if (level.isEmpty() && budget.orElse(1) == 0) {
      return Optional.of(
          new Reasoning(Mode.OFF, Optional.empty(), OptionalLong.empty(), Optional.empty()));
    }
    boolean stated = level.isPresent() || budget.orElse(DYNAMIC) > 0;
    return Optional.of(
        new Reasoning(
            stated ? Mode.ON : Mode.ADAPTIVE,
            level,
            budget.orElse(DYNAMIC) > 0 ? budget : OptionalLong.empty(),
            Optional.of(shown)));
  }

  /** The first number of the version that a model's name tells; 0 if it tells none. */
  static int generation(String model) {
    var version = VERSION.matcher(model);
    return version.find() ? Integer.parseInt(version.group(1)) : 0;
  }

  /** Whether a model's name tells that it is one of Gemini's older than a generation. */
  static boolean before(int generation, String model) {
    int told = generation(model);
    return told > 0 && told < generation;
  }

  static void write(ObjectNode generation, Reasoning asked, String model, Drops drops) {
    if (thoughtless(model)) {
      drops.add("reasoning");
      return;
    }
    var reasoning = Efforts.known(asked, drops);
    var config = Trees.object();
    boolean wanted = reasoning.mode() != Mode.OFF;
    if (generation(model) >= 3) {
      level(reasoning, model, drops).ifPresent(level -> config.put("thinkingLevel", level));
    } else {
      budget(reasoning, model, drops).ifPresent(tokens -> config.put("thinkingBudget", tokens));
    }
    if (wanted && reasoning.show().filter(Show.OMITTED::equals).isEmpty()) {
      config.put("includeThoughts", true);
    }
    if (!config.isEmpty()) {
      generation.set("thinkingConfig", config);
    }
  }

  /** Models before 2.5, and open ones, refuse the field. */
  private static boolean thoughtless(String model) {
    var version = VERSION.matcher(model);
    if (!version.find()) {
      return model.contains("gemma");
    }
    int major = Integer.parseInt(version.group(1));
    String minor = version.group(2);
    return major < 2 || (major == 2 && (minor == null || Integer.parseInt(minor) < 5));
  }

  private static Optional<String> level(Reasoning reasoning, String model, Drops drops) {
    boolean flash = model.contains("flash");
    if (reasoning.mode() == Mode.OFF) {
      drops.addIf(!flash, "thinking");
      return Optional.of(flash ? "minimal" : "low");
    }
    return Efforts.word(reasoning)
        .map(
            word ->
                switch (word) {
                  case "minimal" -> flash ? "minimal" : "low";
                  case "low" -> "low";
                  case "medium" -> flash || !model.contains("gemini-3-") ? "medium" : "high";
                  default -> "high";
                });
  }

  private static Optional<Long> budget(Reasoning reasoning, String model, Drops drops) {
    boolean pro = model.contains("pro");
    if (reasoning.mode() == Mode.OFF) {
      drops.addIf(pro, "thinking");
      return Optional.of(pro ? LEAST_OF_PRO : 0);
    }
    var tokens = Efforts.budget(reasoning);
    if (tokens.isEmpty()) {
      return reasoning.mode() == Mode.ADAPTIVE ? Optional.of(DYNAMIC) : Optional.empty();
    }
    long least = pro ? LEAST_OF_PRO : model.contains("lite") ? LEAST_OF_LITE : 1;
    return Optional.of(Math.clamp(tokens.getAsLong(), least, pro ? MOST_OF_PRO : MOST_OF_FLASH));
  }
}
