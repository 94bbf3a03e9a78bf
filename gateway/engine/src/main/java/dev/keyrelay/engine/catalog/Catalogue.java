package dev.keyrelay.engine.catalog;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Facts about models, and the rules for finding them. Immutable. */
public final class Catalogue {

  /** Knows nothing. */
  public static final Catalogue EMPTY = new Catalogue(List.of());

  private static final Pattern VERSION = Pattern.compile("(?<=\\d)-(?=\\d{1,2}(?!\\d))");

  /** How a model was found. */
  public enum Match {
    /** Under the very name. */
    EXACT,
    /** Under another name of the same provider. */
    ALIAS,
    /** As the same model of somebody else, whose price may differ. */
    SIMILAR
  }

  /** A model that was found, and how. */
  public record Found(ModelFacts facts, Match match) {}

  private final Map<String, ModelFacts> byId = new LinkedHashMap<>();
  private final Map<String, ModelFacts> byTail = new HashMap<>();

  public Catalogue(Collection<ModelFacts> models) {
    models.forEach(model -> byId.put(folded(model.id()), model));
    for (ModelFacts model : byId.values()) {
      String id = normalised(model.id());
      offer(id.substring(id.indexOf('/') + 1), model);
      offer(id.substring(id.lastIndexOf('/') + 1), model);
    }
  }

  private void offer(String tail, ModelFacts model) {
    byTail.merge(tail, model, (one, other) -> BEST.compare(one, other) <= 0 ? one : other);
  }

  /** The model's own maker first, then well-known services, then the shorter name. */
  private static final Comparator<ModelFacts> BEST =
      Comparator.comparingInt((ModelFacts model) -> ProviderNames.rank(model.id()))
          .thenComparingInt(model -> model.id().length())
          .thenComparing(ModelFacts::id);

  /** How many models there are. */
  public int size() {
    return byId.size();
  }

  /**
   * A model of a provider: by its very name, by another name of the provider, or as the same model
   * of somebody else.
   *
   * @param provider the provider's id in the gateway
   * @param model the upstream model
   */
  public Optional<Found> find(String provider, String model) {
    var own = own(provider, model);
    if (own.isPresent()) {
      return own;
    }
    String name = normalised(model);
    ModelFacts similar = byId.get(folded(model));
    if (similar == null) {
      similar = byTail.get(name);
    }
    if (similar == null) {
      similar = byTail.get(name.substring(name.lastIndexOf('/') + 1));
    }
    return Optional.ofNullable(similar).map(facts -> new Found(facts, Match.SIMILAR));
  }

  /** A model of the provider itself; a price found here is its own. */
  public Optional<Found> own(String provider, String model) {
    ModelFacts exact = byId.get(folded(provider + "/" + model));
    if (exact != null) {
      return Optional.of(new Found(exact, Match.EXACT));
    }
    String alias = ProviderNames.inCatalogue(provider);
    @Nullable ModelFacts known = byId.get(folded(alias + "/" + model));
    return Optional.ofNullable(known).map(facts -> new Found(facts, Match.ALIAS));
  }

  /**
   * These facts, those of {@code newer} taking the place of older ones of the same model. What the
   * newer ones leave open stays.
   */
  public Catalogue with(Catalogue newer) {
    var all = new LinkedHashMap<>(byId);
    newer.byId.forEach((id, facts) -> all.merge(id, facts, (old, fresh) -> fresh.over(old)));
    return new Catalogue(all.values());
  }

  private static String folded(String id) {
    return id.toLowerCase(Locale.ROOT);
  }

  /** Lower case, and versions with a point: {@code claude-opus-4-5} is {@code claude-opus-4.5}. */
  private static String normalised(String id) {
    return VERSION.matcher(folded(id)).replaceAll(".");
  }
}
