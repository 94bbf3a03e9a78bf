package dev.keyrelay.engine.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.keyrelay.engine.config.LimitedThing;
import dev.keyrelay.engine.config.QuotaWindow;
import dev.keyrelay.engine.config.RateLimit;
import dev.keyrelay.engine.config.UsageLimits;
import dev.keyrelay.engine.config.VariableNames;
import dev.keyrelay.engine.usage.Period;
import dev.keyrelay.engine.usage.Subject;
import dev.keyrelay.engine.usage.Unit;
import dev.keyrelay.engine.usage.WindowRule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.ToIntBiFunction;

/**
 * The rates and windows that the user sets, as the rules that limits and the ledger follow. Asked
 * on the request path; what a credential's tier and a model's name lead to is remembered.
 */
public final class UserLimits {

  private static final List<WindowRule> USUAL = List.of(WindowRule.DAILY);

  private record Tier(String provider, int tier) {}

  private record Asked(String provider, int tier, String model, Optional<String> quotaGroup) {}

  private final Function<String, UsageLimits> limits;
  private final ToIntBiFunction<String, String> tier;
  private final Map<Tier, List<WindowRule>> windows = new ConcurrentHashMap<>();
  private final Cache<Asked, List<RateRule>> rates =
      Caffeine.newBuilder().maximumSize(10_000).executor(Runnable::run).build();

  /**
   * @param limits what the user sets for a provider
   * @param tier the priority of a provider's credential
   */
  public UserLimits(Function<String, UsageLimits> limits, ToIntBiFunction<String, String> tier) {
    this.limits = limits;
    this.tier = tier;
  }

  /** The user has set other limits. */
  public void changed() {
    windows.clear();
    rates.invalidateAll();
  }

  /** The windows of a credential: the usual one, then the user's. */
  public List<WindowRule> windows(String provider, String credential) {
    var set = limits.apply(provider);
    return set.windows().isEmpty()
        ? USUAL
        : windows.computeIfAbsent(
            new Tier(provider, tier.applyAsInt(provider, credential)),
            of -> rules(set.windows(of.tier())));
  }

  private static List<WindowRule> rules(List<QuotaWindow> windows) {
    var rules = new LinkedHashMap<String, WindowRule>();
    for (QuotaWindow window : windows) {
      var rule = rule(window);
      rules.merge(
          rule.span() + rule.name(),
          rule,
          (one, other) -> one.limit().orElseThrow() <= other.limit().orElseThrow() ? one : other);
    }
    var all = new ArrayList<>(USUAL);
    all.addAll(rules.values());
    return List.copyOf(all);
  }

  private static WindowRule rule(QuotaWindow window) {
    var only =
        window.of() instanceof LimitedThing.Named(var folded)
            ? Optional.of(folded)
            : Optional.<String>empty();
    var unit = unit(window.unit());
    String name =
        "quota_"
            + word(window.length())
            + (unit == Unit.REQUESTS ? "" : "_" + unit.name().toLowerCase(Locale.ROOT))
            + only.map(model -> "_" + model).orElse("");
    var span =
        window.of() instanceof LimitedThing.WholeCredential
            ? WindowRule.Span.CREDENTIAL
            : WindowRule.Span.QUOTA_SCOPE;
    return new WindowRule(
        name, period(window.length()), unit, span, false, OptionalLong.of(window.most()), only);
  }

  private static String word(QuotaWindow.Length length) {
    return switch (length) {
      case QuotaWindow.Rolling(var span) ->
          span.toString().substring(1).replace("T", "").toLowerCase(Locale.ROOT);
      case QuotaWindow.Day _ -> "day";
      case QuotaWindow.Week _ -> "week";
      case QuotaWindow.Month _ -> "month";
    };
  }

  private static Period period(QuotaWindow.Length length) {
    return switch (length) {
      case QuotaWindow.Rolling(var span) -> new Period.Rolling(span);
      case QuotaWindow.Day(int hour) -> new Period.Daily(hour);
      case QuotaWindow.Week(var day, int hour) -> new Period.Weekly(day, hour);
      case QuotaWindow.Month(int hour) -> new Period.Monthly(hour);
    };
  }

  /** The rates of a subject. */
  public List<RateRule> rates(Subject subject) {
    var set = limits.apply(subject.provider());
    if (set.rates().isEmpty()) {
      return List.of();
    }
    int own = tier.applyAsInt(subject.provider(), subject.credential());
    return rates.get(
        new Asked(subject.provider(), own, subject.model(), subject.quotaGroup()),
        _ -> rules(set.rates(own), subject));
  }

  private static List<RateRule> rules(List<RateLimit> limits, Subject subject) {
    var rules = new LinkedHashMap<String, RateRule>();
    for (RateLimit limit : limits) {
      counted(limit.of(), subject)
          .map(counted -> new RateRule(unit(limit.unit()), limit.perMinute(), counted))
          .ifPresent(
              rule ->
                  rules.merge(
                      rule.unit() + rule.counted(),
                      rule,
                      (one, other) -> one.perMinute() <= other.perMinute() ? one : other));
    }
    return List.copyOf(rules.values());
  }

  /** What is counted together; absent if the limit is about something else. */
  private static Optional<String> counted(LimitedThing thing, Subject subject) {
    return switch (thing) {
      case LimitedThing.WholeCredential() -> Optional.of("");
      case LimitedThing.EachModel() -> Optional.of(subject.quotaScope());
      case LimitedThing.Named(var folded) ->
          Optional.of(subject.model())
              .filter(model -> VariableNames.folds(model, folded))
              .or(() -> subject.quotaGroup().filter(g -> VariableNames.folds(g, folded)));
    };
  }

  private static Unit unit(RateLimit.Unit unit) {
    return switch (unit) {
      case REQUESTS -> Unit.REQUESTS;
      case TOKENS -> Unit.TOKENS;
      case INPUT_TOKENS -> Unit.INPUT_TOKENS;
      case OUTPUT_TOKENS -> Unit.OUTPUT_TOKENS;
    };
  }
}
