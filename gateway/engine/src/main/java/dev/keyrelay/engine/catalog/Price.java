package dev.keyrelay.engine.catalog;

import dev.keyrelay.spi.chat.TokenUsage;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What a model's tokens cost. Some makers charge all tokens of a request more where its prompt is
 * long, cached input included, or at some hours. Calls of upstream's own tools, such as web
 * searches, cost extra.
 *
 * @param usual the tariff of usual prompts
 * @param longer tariffs of longer prompts, the shortest first
 * @param peak hours in which everything costs more
 */
public record Price(Tariff usual, List<Longer> longer, Optional<PeakHours> peak) {

  /**
   * The tariff of long prompts.
   *
   * @param above how many tokens of input a request must exceed
   */
  public record Longer(long above, Tariff tariff) {}

  public Price {
    longer = longer.stream().sorted(Comparator.comparingLong(Longer::above)).toList();
  }

  /** One tariff, however long the prompt is, at any hour. */
  public static Price of(Tariff tariff) {
    return new Price(tariff, List.of(), Optional.empty());
  }

  /** This price, with what an older one says where this says nothing and that may still hold. */
  Price over(Optional<Price> older) {
    if (older.isEmpty()) {
      return this;
    }
    var known = older.get();
    boolean same = known.usual.input() == usual.input() && known.usual.output() == usual.output();
    return new Price(
        usual.over(known.usual),
        longer.isEmpty() && same ? known.longer : longer,
        peak.isEmpty() && same ? known.peak : peak);
  }

  /** The tariff of a request with so many tokens of input, of which empty is the usual one. */
  public Optional<Longer> beyond(long input) {
    Longer last = null;
    for (Longer one : longer) {
      last = input > one.above ? one : last;
    }
    return Optional.ofNullable(last);
  }

  /** The tariff of a request that is made at some time. */
  public Tariff tariff(TokenUsage usage, Instant at) {
    var tariff = longer.isEmpty() ? usual : beyond(usage.input()).map(Longer::tariff).orElse(usual);
    return peak.isPresent() && peak.get().holds(at) ? tariff.times(peak.get().times()) : tariff;
  }

  /** What the tokens of a request cost, in US dollars. */
  public double of(TokenUsage usage, Instant at) {
    return tariff(usage, at).of(usage);
  }
}
