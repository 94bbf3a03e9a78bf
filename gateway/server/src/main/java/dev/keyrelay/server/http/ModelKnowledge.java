package dev.keyrelay.server.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.catalog.Catalogue;
import dev.keyrelay.engine.catalog.ModelFacts;
import dev.keyrelay.engine.catalog.PeakHours;
import dev.keyrelay.engine.catalog.Price;
import dev.keyrelay.engine.catalog.PriceBook;
import dev.keyrelay.engine.catalog.Tariff;
import dev.keyrelay.engine.models.ListedModel;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * What the catalogue says of a model, under the names of the system being replaced. What is not
 * known is left out; a price is told only if it is the provider's own.
 */
final class ModelKnowledge {

  private static final double MILLION = 1e6;

  private ModelKnowledge() {}

  /** Adds to an OpenAI model card; what the provider itself said stays. */
  static void add(ObjectNode card, PriceBook book, ListedModel model) {
    String provider = model.provider();
    String name = model.info().id();
    book.catalogue().find(provider, name).ifPresent(found -> add(card, found));
    book.price(provider, name).ifPresent(price -> addPrice(card, price));
  }

  private static void add(ObjectNode card, Catalogue.Found found) {
    ModelFacts facts = found.facts();
    facts.context().ifPresent(tokens -> setDefault(card, "context_length", tokens));
    facts.maxOutput().ifPresent(tokens -> setDefault(card, "max_completion_tokens", tokens));
    copy(card, "context_length", "max_input_tokens");
    copy(card, "context_length", "context_window");
    copy(card, "max_completion_tokens", "max_output_tokens");
    addAbilities(card, facts);
    card.putArray("_sources").add(facts.source() + ":" + word(found) + ":" + facts.id());
    card.put("_match_type", word(found))
        .put("_parent_model", facts.id())
        .put("_as_of", facts.asOf().toString());
  }

  private static String word(Catalogue.Found found) {
    return found.match().name().toLowerCase(Locale.ROOT);
  }

  private static void setDefault(ObjectNode card, String field, long value) {
    if (!card.has(field)) {
      card.put(field, value);
    }
  }

  private static void copy(ObjectNode card, String from, String to) {
    if (card.has(from)) {
      card.set(to, card.get(from));
    }
  }

  private static void addPrice(ObjectNode card, Price price) {
    var usual = price.usual();
    var pricing = card.putObject("pricing");
    pricing.put("prompt", usual.input() / MILLION).put("completion", usual.output() / MILLION);
    usual.cacheRead().ifPresent(usd -> pricing.put("cached_input", usd / MILLION));
    usual.cacheWrite().ifPresent(usd -> pricing.put("cache_write", usd / MILLION));
    addPerToken(card, usual, "");
    for (Price.Longer longer : price.longer()) {
      addPerToken(card, longer.tariff(), "_above_" + longer.above() / 1000 + "k_tokens");
    }
    price.peak().ifPresent(peak -> addPeak(card.putObject("peak_pricing"), peak));
  }

  private static void addPeak(ObjectNode to, PeakHours peak) {
    var hours = to.put("times", peak.times()).putArray("weekday_hours_utc");
    peak.hours().stream().sorted().forEach(hours::add);
  }

  /**
   * Adds the prices per token, in US dollars.
   *
   * @param suffix of the names, which says for what prompts they hold
   */
  static void addPerToken(ObjectNode to, Tariff tariff, String suffix) {
    put(to, "input_cost_per_token" + suffix, OptionalDouble.of(tariff.input()));
    put(to, "output_cost_per_token" + suffix, OptionalDouble.of(tariff.output()));
    put(to, "cache_read_input_token_cost" + suffix, tariff.cacheRead());
    put(to, "cache_creation_input_token_cost" + suffix, tariff.cacheWrite());
    put(to, "cache_creation_input_token_cost_above_1hr" + suffix, tariff.cacheWriteHour());
    put(to, "input_cost_per_audio_token" + suffix, tariff.audioInput());
    put(to, "output_cost_per_audio_token" + suffix, tariff.audioOutput());
  }

  private static void put(ObjectNode to, String field, OptionalDouble perMillion) {
    perMillion.ifPresent(usd -> to.put(field, usd / MILLION));
  }

  private static void addAbilities(ObjectNode card, ModelFacts facts) {
    var architecture = card.putObject("architecture");
    add(architecture, "input_modalities", facts.input());
    add(architecture, "output_modalities", facts.output());
    add(card, "supported_modalities", facts.input());
    add(card, "supported_output_modalities", facts.output());
    var abilities = facts.abilities();
    card.putObject("capabilities")
        .put("tool_choice", abilities.contains("tools"))
        .put("function_calling", abilities.contains("tools"))
        .put("reasoning", abilities.contains("reasoning"))
        .put("vision", facts.input().contains("image"))
        .put("structured_output", abilities.contains("structured_output"))
        .put("temperature", abilities.contains("temperature"))
        .put("attachments", abilities.contains("attachments"))
        .put(
            "prompt_caching",
            facts.price().filter(price -> price.usual().cacheRead().isPresent()).isPresent());
    card.put("mode", mode(facts));
  }

  /** Catalogues say of embedding models that they write text, so their names tell. */
  private static String mode(ModelFacts facts) {
    if (facts.id().toLowerCase(Locale.ROOT).contains("embed")) {
      return "embedding";
    }
    if (facts.output().contains("text") || facts.output().isEmpty()) {
      return "chat";
    }
    return facts.output().contains("image") ? "image" : facts.output().getFirst();
  }

  private static void add(ObjectNode to, String field, List<String> values) {
    var array = to.putArray(field);
    values.forEach(array::add);
  }
}
