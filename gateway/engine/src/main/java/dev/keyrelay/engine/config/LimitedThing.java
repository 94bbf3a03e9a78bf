package dev.keyrelay.engine.config;

/** What a limit of the user counts together. */
public sealed interface LimitedThing {

  /** Everything that a credential does. */
  record WholeCredential() implements LimitedThing {}

  /** Each model, and each quota group, by itself. */
  record EachModel() implements LimitedThing {}

  /**
   * One model or quota group.
   *
   * @param folded its name, as {@link VariableNames#folded} writes it
   */
  record Named(String folded) implements LimitedThing {}

  /** What the end of a variable's name means: {@code ALL}, {@code EACH}, or a model or group. */
  static LimitedThing of(String word) {
    String folded = VariableNames.folded(word);
    return switch (folded) {
      case "all" -> new WholeCredential();
      case "each" -> new EachModel();
      default -> new Named(folded);
    };
  }
}
