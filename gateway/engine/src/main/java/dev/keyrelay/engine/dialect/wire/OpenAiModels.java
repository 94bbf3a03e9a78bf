package dev.keyrelay.engine.dialect.wire;

import dev.keyrelay.spi.chat.Opaque.Family;
import dev.keyrelay.spi.chat.Reasoning;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What OpenAI's own models take, by their names (its guides on reasoning and on the latest model,
 * and its pages on each model). Of models that others made nothing is known, so they are told what
 * the client said.
 */
public final class OpenAiModels {

  private static final List<String> WORDS = List.of("minimal", "low", "medium", "high", "xhigh");

  private static final Pattern GPT = Pattern.compile("gpt-(\\d+)(?:\\.(\\d+))?");

  private OpenAiModels() {}

  /** Whether OpenAI made the model, as far as its name tells. */
  public static boolean made(String model) {
    return Carrier.familyOf(model).filter(Family.OPENAI::equals).isPresent();
  }

  /** Whether it is a model of OpenAI that does not think, and refuses to be told how much. */
  public static boolean thoughtless(String model) {
    return made(model)
        && version(model).isPresent()
        && (version(model).get() < 500 || model.contains("gpt-5-chat"));
  }

  /** A hundred times the major version and the minor one; absent for o1 and the like. */
  private static Optional<Integer> version(String model) {
    var gpt = GPT.matcher(model);
    if (!gpt.find()) {
      return Optional.empty();
    }
    int minor = gpt.group(2) == null ? 0 : Integer.parseInt(gpt.group(2));
    return Optional.of(Integer.parseInt(gpt.group(1)) * 100 + minor);
  }

  /**
   * Whether the model, while it thinks as asked, takes no temperature, nucleus, penalties,
   * probabilities or stop sequences. From GPT-5.1 on models think only if asked to.
   */
  public static boolean fixedSampling(String model, Optional<Reasoning> reasoning) {
    if (!made(model) || thoughtless(model) || model.contains("chat")) {
      return false;
    }
    boolean may = version(model).orElse(0) > 500 && !model.contains("codex");
    return !may || reasoning.filter(r -> r.mode() != Reasoning.Mode.OFF).isPresent();
  }

  /** The word for no thought; absent where the model cannot but think. */
  public static Optional<String> none(String model) {
    boolean may =
        version(model).orElse(0) > 500 && !model.contains("codex") && !model.contains("-pro");
    return may ? Optional.of("none") : Optional.empty();
  }

  /** The nearest effort that the model takes. */
  public static String effort(String model, String asked) {
    String word = asked.equals("max") ? "xhigh" : asked;
    int wished = WORDS.indexOf(word);
    if (!made(model) || wished < 0 || model.contains("chat")) {
      return word;
    }
    return WORDS.get(Math.clamp(wished, least(model), most(model)));
  }

  private static int least(String model) {
    int version = version(model).orElse(0);
    if (model.contains("-pro") && version >= 500) {
      return WORDS.indexOf(version == 500 ? "high" : "medium");
    }
    return WORDS.indexOf(version == 500 && !model.contains("codex") ? "minimal" : "low");
  }

  private static int most(String model) {
    boolean above = version(model).orElse(0) > 501 || model.contains("codex-max");
    return WORDS.indexOf(above ? "xhigh" : "high");
  }
}
