package dev.keyrelay.engine.catalog;

import dev.keyrelay.spi.chat.TokenUsage;
import java.util.OptionalDouble;

/**
 * What tokens cost, in US dollars per million.
 *
 * @param input input neither read from nor written to a cache
 * @param output the answer, thoughts included
 * @param cacheRead input read from a cache; as other input if it is not known
 * @param cacheWrite input written to a cache; as other input if it is not known
 * @param cacheWriteHour input that a cache keeps for an hour; twice the input if it is not known
 * @param audioInput sound; as other input if it is not known
 * @param audioOutput sound; as other output if it is not known
 */
public record Tariff(
    double input,
    double output,
    OptionalDouble cacheRead,
    OptionalDouble cacheWrite,
    OptionalDouble cacheWriteHour,
    OptionalDouble audioInput,
    OptionalDouble audioOutput) {

  private static final double MILLION = 1e6;

  /** Only Anthropic's API keeps caches for an hour; its page of prices has this factor. */
  private static final double HOUR = 2;

  public Tariff {
    if (!(input >= 0) || !(output >= 0)) {
      throw new IllegalArgumentException(
          "price: " + input + " and " + output + " (expected: 0 or more US dollars)");
    }
  }

  /** A tariff for text and caches. */
  public Tariff(double input, double output, OptionalDouble cacheRead, OptionalDouble cacheWrite) {
    this(
        input,
        output,
        cacheRead,
        cacheWrite,
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty());
  }

  /**
   * This tariff, with what an older one says where this says nothing. A cached price above that of
   * other input is out of date, and so is what belongs to another price of input or output.
   */
  Tariff over(Tariff older) {
    boolean sameInput = older.input == input;
    return new Tariff(
        input,
        output,
        first(cacheRead, older.cacheRead, older.cacheRead.orElse(0) <= input),
        first(cacheWrite, older.cacheWrite, sameInput),
        first(cacheWriteHour, older.cacheWriteHour, sameInput),
        first(audioInput, older.audioInput, sameInput),
        first(audioOutput, older.audioOutput, older.output == output));
  }

  /** This tariff, with the prices of another where this names none. */
  Tariff or(Tariff other) {
    return new Tariff(
        input,
        output,
        first(cacheRead, other.cacheRead, true),
        first(cacheWrite, other.cacheWrite, true),
        first(cacheWriteHour, other.cacheWriteHour, true),
        first(audioInput, other.audioInput, true),
        first(audioOutput, other.audioOutput, true));
  }

  /** This tariff with every price multiplied. */
  Tariff times(double factor) {
    return new Tariff(
        factor * input,
        factor * output,
        times(cacheRead, factor),
        times(cacheWrite, factor),
        times(cacheWriteHour, factor),
        times(audioInput, factor),
        times(audioOutput, factor));
  }

  private static OptionalDouble times(OptionalDouble price, double factor) {
    return price.isPresent() ? OptionalDouble.of(factor * price.getAsDouble()) : price;
  }

  private static OptionalDouble first(OptionalDouble own, OptionalDouble older, boolean holds) {
    return own.isPresent() || !holds ? own : older;
  }

  /** What the uncached input costs, in US dollars. */
  public double inputCost(TokenUsage usage) {
    long audio = usage.apart().audioInput();
    return ((usage.uncachedInput() - audio) * input + audio * audioInput.orElse(input)) / MILLION;
  }

  /** What is read from a cache costs, in US dollars. */
  public double cacheReadCost(TokenUsage usage) {
    return usage.cachedInput() * cacheRead.orElse(input) / MILLION;
  }

  /** What is written to a cache costs, in US dollars. */
  public double cacheWriteCost(TokenUsage usage) {
    long hour = usage.apart().hourWrites();
    return ((usage.cacheWriteInput() - hour) * cacheWrite.orElse(input)
            + hour * cacheWriteHour.orElse(HOUR * input))
        / MILLION;
  }

  /** What the answer costs, in US dollars. */
  public double outputCost(TokenUsage usage) {
    long audio = usage.apart().audioOutput();
    return ((usage.output() - audio) * output + audio * audioOutput.orElse(output)) / MILLION;
  }

  /** What all tokens cost, in US dollars. */
  public double of(TokenUsage usage) {
    return inputCost(usage) + cacheReadCost(usage) + cacheWriteCost(usage) + outputCost(usage);
  }
}
