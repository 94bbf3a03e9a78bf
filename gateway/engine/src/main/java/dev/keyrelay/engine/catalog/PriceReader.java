package dev.keyrelay.engine.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Reads the prices of a model in one of three forms. A price without input or output is none, and
 * so is a negative one. A tariff of long prompts has the usual price of what it does not name.
 */
enum PriceReader {
  /** The built-in catalogue: per million tokens. */
  BUILT_IN(
      1,
      "input_usd",
      "output_usd",
      "cache_read_usd",
      "cache_write_usd",
      "cache_write_hour_usd",
      "audio_input_usd",
      "audio_output_usd"),

  /** The object {@code cost} of models.dev: per million tokens. */
  MODELS_DEV(1, "input", "output", "cache_read", "cache_write", "", "input_audio", "output_audio"),

  /** The object {@code pricing} of OpenRouter: per token, as text. */
  OPENROUTER(
      1e6,
      "prompt",
      "completion",
      "input_cache_read",
      "input_cache_write",
      "input_cache_write_1h",
      "audio",
      "audio_output");

  /** The one length that models.dev's older field names. */
  private static final long LONG = 200_000;

  private final double factor;
  private final String input;
  private final String output;
  private final String cacheRead;
  private final String cacheWrite;
  private final String cacheWriteHour;
  private final String audioInput;
  private final String audioOutput;

  PriceReader(
      double factor,
      String input,
      String output,
      String cacheRead,
      String cacheWrite,
      String cacheWriteHour,
      String audioInput,
      String audioOutput) {
    this.factor = factor;
    this.input = input;
    this.output = output;
    this.cacheRead = cacheRead;
    this.cacheWrite = cacheWrite;
    this.cacheWriteHour = cacheWriteHour;
    this.audioInput = audioInput;
    this.audioOutput = audioOutput;
  }

  /** The price; empty if it is not known. */
  Optional<Price> read(JsonNode node) {
    var in = dollars(node, input);
    var out = dollars(node, output);
    if (in.isEmpty() || out.isEmpty()) {
      return Optional.empty();
    }
    var usual = tariff(node, in.getAsDouble(), out.getAsDouble());
    return Optional.of(new Price(usual, longer(node, usual), peak(node.path("peak"))));
  }

  /** Only the built-in catalogue has it. */
  private static Optional<PeakHours> peak(JsonNode node) {
    var hours = new HashSet<Integer>();
    node.path("weekday_hours_utc").forEach(hour -> hours.add(hour.asInt()));
    return hours.isEmpty()
        ? Optional.empty()
        : Optional.of(new PeakHours(node.path("times").asDouble(), hours));
  }

  private List<Price.Longer> longer(JsonNode node, Tariff usual) {
    var longer = new ArrayList<Price.Longer>();
    switch (this) {
      case BUILT_IN ->
          node.path("longer").forEach(one -> add(longer, usual, one, one.path("above").asLong()));
      case MODELS_DEV -> {
        node.path("tiers")
            .forEach(one -> add(longer, usual, one, one.path("tier").path("size").asLong()));
        if (longer.isEmpty() && node.path("context_over_200k").isObject()) {
          add(longer, usual, node.path("context_over_200k"), LONG);
        }
      }
      case OPENROUTER ->
          node.path("overrides")
              .forEach(one -> add(longer, usual, one, one.path("min_prompt_tokens").asLong() - 1));
    }
    return longer;
  }

  private void add(List<Price.Longer> longer, Tariff usual, JsonNode node, long above) {
    if (above > 0) {
      var tariff =
          tariff(
              node,
              dollars(node, input).orElse(usual.input()),
              dollars(node, output).orElse(usual.output()));
      longer.add(new Price.Longer(above, tariff.or(usual)));
    }
  }

  private Tariff tariff(JsonNode node, double in, double out) {
    return new Tariff(
        in,
        out,
        dollars(node, cacheRead),
        dollars(node, cacheWrite),
        dollars(node, cacheWriteHour),
        dollars(node, audioInput),
        dollars(node, audioOutput));
  }

  private OptionalDouble dollars(JsonNode node, String field) {
    var price = node.path(field);
    double value = price.isTextual() || price.isNumber() ? price.asDouble(-1) : -1;
    return value >= 0 ? OptionalDouble.of(value * factor) : OptionalDouble.empty();
  }
}
