package dev.keyrelay.engine.catalog;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What is known of a model of one provider.
 *
 * @param id provider and model, {@code openai/gpt-5}, with the provider's id in the source
 * @param name the name for people
 * @param context the context in tokens
 * @param maxOutput the longest answer in tokens
 * @param price what it costs; empty if that is not known, which is not the same as nothing
 * @param input the modalities that it takes: {@code text}, {@code image}, {@code pdf}, …
 * @param output the modalities that it makes
 * @param abilities what it can do: {@code tools}, {@code reasoning}, {@code structured_output},
 *     {@code attachments}, {@code temperature}
 * @param source who says so: {@code builtin}, {@code openrouter} or {@code modelsdev}
 * @param asOf when the source said so
 */
public record ModelFacts(
    String id,
    Optional<String> name,
    OptionalLong context,
    OptionalLong maxOutput,
    Optional<Price> price,
    List<String> input,
    List<String> output,
    Set<String> abilities,
    String source,
    LocalDate asOf) {

  public ModelFacts {
    input = List.copyOf(input);
    output = List.copyOf(output);
    abilities = Set.copyOf(abilities);
  }

  /** These facts, with those of {@code older} where these say nothing. */
  ModelFacts over(ModelFacts older) {
    return new ModelFacts(
        id,
        name.or(older::name),
        context.isPresent() ? context : older.context,
        maxOutput.isPresent() ? maxOutput : older.maxOutput,
        price.isPresent() ? price.map(own -> own.over(older.price)) : older.price,
        input.isEmpty() ? older.input : input,
        output.isEmpty() ? older.output : output,
        abilities.isEmpty() ? older.abilities : abilities,
        source,
        asOf);
  }
}
