package dev.keyrelay.engine.config;

import static dev.keyrelay.engine.config.Section.ACCOUNTS;
import static dev.keyrelay.engine.config.Section.CREDENTIALS;
import static dev.keyrelay.engine.config.Section.LIMITS;
import static dev.keyrelay.engine.config.Section.MODELS;
import static dev.keyrelay.engine.config.Section.ROTATION;
import static dev.keyrelay.engine.config.Section.ROUTING;
import static dev.keyrelay.engine.config.Section.SESSIONS;

import dev.keyrelay.spi.DialectChoice;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The variables that hold for one provider, whose name is part of theirs. */
final class ProviderVariables {

  private static final Form<Integer> REQUESTS = Forms.whole(-1, 1_000_000);
  private static final Form<Integer> FACTOR = Forms.whole(1, 1_000_000);
  private static final Form<Duration> LENGTH = Forms.duration(Duration.ZERO, Duration.ofDays(366));

  static final Variable<String> API_KEY =
      Variable.optional(
          CREDENTIALS,
          "<PROVIDER>_API_KEY",
          Forms.secret(),
          "none",
          "A credential of the provider.");
  static final Variable<String> API_KEY_MORE =
      Variable.optional(
          CREDENTIALS,
          "<PROVIDER>_API_KEY_<NAME>",
          Forms.secret(),
          "none",
          "A further credential of the provider; the name is a number or a word.");
  static final Variable<URI> API_BASE =
      Variable.optional(
          CREDENTIALS,
          "<NAME>_API_BASE",
          Forms.baseUri(),
          "the provider's own",
          "The base URL of a provider. A name of your own makes a provider of that name:"
              + " OpenAI-compatible, unless <NAME>_DIALECT says otherwise.");
  static final Variable<DialectChoice> DIALECT =
      Variable.optional(
          CREDENTIALS,
          "<PROVIDER>_DIALECT",
          Forms.form(DialectChoice.EXPECTED, DialectChoice::parse, DialectChoice::toString),
          "chat for a name of your own, else the provider's choice",
          "The dialect that a provider speaks, and those of models that differ (* in a name is a"
              + " wildcard); anthropic and gemini only for providers of your own.");
  private static final Variable<String> ACCESS_TOKEN =
      account("ACCESS_TOKEN", "The access token of an OAuth account; needs a REFRESH_TOKEN, too.");
  private static final Variable<String> REFRESH_TOKEN =
      account("REFRESH_TOKEN", "The refresh token of an OAuth account.");
  private static final Variable<String> ACCOUNT_FIELD =
      account(
          "<FIELD>",
          "A further field of the account as its file names it: EXPIRY_DATE, EMAIL, CLIENT_ID,"
              + " CLIENT_SECRET, TOKEN_URI, PROJECT_ID, TIER, RESOURCE_URL, API_KEY. Without a"
              + " number, the fields of the only account.");
  private static final Variable<String> ACCOUNT_PATH =
      login(
          "<N>",
          Forms.text(),
          "none",
          "The path of another program's account file, such as ~/.gemini/oauth_creds.json; it is"
              + " copied into oauth_creds once.");
  private static final Variable<String> CLIENT_ID =
      login(
          "CLIENT_ID",
          Forms.text(),
          "what the account's file says",
          "Your own OAuth client, which logins use; none is built in.");
  private static final Variable<String> CLIENT_SECRET =
      login(
          "CLIENT_SECRET", Forms.secret(), "what the account's file says", "That client's secret.");
  private static final Variable<Integer> CALLBACK_PORT =
      login(
          "PORT",
          Forms.whole(0, 65_535),
          "the provider's own",
          "The loopback port that a browser login returns to; 0 for a free one.");
  private static final Variable<URI> LOGIN_BASE =
      login("BASE", Forms.baseUri(), "the vendor's own", "Another address of the vendor's login.");
  static final Variable<ModelDefinitions> MODEL_LIST =
      Variable.optional(
          MODELS,
          "<PROVIDER>_MODELS",
          ModelDefinitions.FORM,
          "none",
          "Models of the provider beside those it lists, their aliases and request options.");
  static final Variable<List<String>> IGNORE_MODELS =
      Variable.optional(
          MODELS,
          "IGNORE_MODELS_<PROVIDER>",
          Forms.names(),
          "none",
          "Models that are neither listed nor called; *, ? and [0-9] are wildcards.");
  static final Variable<List<String>> WHITELIST_MODELS =
      Variable.optional(
          MODELS,
          "WHITELIST_MODELS_<PROVIDER>",
          Forms.names(),
          "none",
          "Models that are kept whatever IGNORE_MODELS says.");
  static final Variable<Double> MODEL_PRICE =
      Variable.optional(
          MODELS,
          "MODEL_PRICE_<PROVIDER>_<MODEL>_<KIND>",
          Forms.decimal(0, 1_000_000),
          "what the catalogue says",
          "What a model costs in US dollars per million tokens; the kind is INPUT, OUTPUT,"
              + " CACHE_READ or CACHE_WRITE.");
  static final Variable<Integer> PRIORITY =
      Variable.optional(
          ROUTING,
          "PROVIDER_PRIORITY_<PROVIDER>",
          Forms.whole(1, 1000),
          "the provider takes no part in failover between providers",
          "The provider's place when another provider of the same model fails; 1 is tried first.");

  static final Variable<RotationMode> ROTATION_MODE =
      Variable.of(
          ROTATION,
          "ROTATION_MODE_<PROVIDER>",
          Forms.choice(RotationMode.class),
          RotationMode.SEQUENTIAL,
          "Spread requests over all credentials, or use up one after the other.");
  static final Variable<Integer> MAX_CONCURRENT =
      Variable.of(
          ROTATION,
          "MAX_CONCURRENT_REQUESTS_PER_KEY_<PROVIDER>",
          REQUESTS,
          -1,
          "The most concurrent requests on a credential; -1 or 0 for no limit.");
  static final Variable<Integer> MAX_CONCURRENT_IN_MODE =
      inMode("MAX_CONCURRENT_REQUESTS_PER_KEY_<PROVIDER>_<MODE>", REQUESTS);
  static final Variable<Integer> OPTIMAL_CONCURRENT =
      Variable.optional(
          ROTATION,
          "OPTIMAL_CONCURRENT_REQUESTS_PER_KEY_<PROVIDER>",
          REQUESTS,
          "1 if balanced, -1 if sequential",
          "The most concurrent requests on a credential while others are free; -1 or 0 for no"
              + " limit.");
  static final Variable<Integer> OPTIMAL_CONCURRENT_IN_MODE =
      inMode("OPTIMAL_CONCURRENT_REQUESTS_PER_KEY_<PROVIDER>_<MODE>", REQUESTS);
  static final Variable<Integer> MULTIPLIER =
      Variable.optional(
          ROTATION,
          "CONCURRENCY_MULTIPLIER_<PROVIDER>_PRIORITY_<N>",
          FACTOR,
          "SEQUENTIAL_FALLBACK_MULTIPLIER",
          "Multiplies the concurrency limits of credentials of a priority.");
  static final Variable<Integer> MULTIPLIER_IN_MODE =
      inMode("CONCURRENCY_MULTIPLIER_<PROVIDER>_PRIORITY_<N>_<MODE>", FACTOR);
  static final Variable<Integer> FALLBACK_MULTIPLIER =
      Variable.of(
          ROTATION,
          "SEQUENTIAL_FALLBACK_MULTIPLIER_<PROVIDER>",
          FACTOR,
          1,
          "The multiplier of priorities that have none of their own.");

  static final Variable<Boolean> FAIR_CYCLE =
      Variable.optional(
          LIMITS,
          "FAIR_CYCLE_<PROVIDER>",
          Forms.flag(),
          "on if sequential",
          "Keeps an exhausted credential out until its peers are exhausted, too.");
  static final Variable<Boolean> FAIR_CYCLE_ENABLED =
      Variable.optional(
          LIMITS,
          "FAIR_CYCLE_ENABLED_<PROVIDER>",
          Forms.flag(),
          "on if sequential",
          "Another name of FAIR_CYCLE.");
  static final Variable<FairCyclePolicy.Tracking> FAIR_CYCLE_TRACKING =
      Variable.of(
          LIMITS,
          "FAIR_CYCLE_TRACKING_MODE_<PROVIDER>",
          Forms.choice(FairCyclePolicy.Tracking.class),
          FairCyclePolicy.Tracking.MODEL_GROUP,
          "Whether a credential is exhausted for a model or quota group, or altogether.");
  static final Variable<Boolean> FAIR_CYCLE_CROSS_TIER =
      Variable.of(
          LIMITS,
          "FAIR_CYCLE_CROSS_TIER_<PROVIDER>",
          Forms.flag(),
          false,
          "Whether credentials of other priorities are peers.");
  static final Variable<Duration> FAIR_CYCLE_DURATION =
      Variable.of(
          LIMITS,
          "FAIR_CYCLE_DURATION_<PROVIDER>",
          LENGTH,
          Duration.ofSeconds(604_800),
          "How long a cycle lasts at most.");
  static final Variable<Double> FAIR_CYCLE_QUOTA =
      Variable.of(
          LIMITS,
          "FAIR_CYCLE_QUOTA_THRESHOLD_<PROVIDER>",
          Forms.decimal(0, 1),
          1.0,
          "The share of a known limit at which a credential counts as exhausted.");
  static final Variable<Duration> FAIR_CYCLE_GUARD =
      Variable.of(
          LIMITS,
          "FAIR_CYCLE_RESET_COOLDOWN_THRESHOLD_<PROVIDER>",
          LENGTH,
          Duration.ofSeconds(90),
          "A cycle is not reset while a cooldown ends within this.");
  static final Variable<Duration> EXHAUSTION =
      Variable.of(
          LIMITS,
          "EXHAUSTION_COOLDOWN_THRESHOLD",
          LENGTH,
          Duration.ofSeconds(300),
          "A cooldown of at least this means that a credential is exhausted.");
  static final Variable<Duration> EXHAUSTION_OF =
      Variable.optional(
          LIMITS,
          "EXHAUSTION_COOLDOWN_THRESHOLD_<PROVIDER>",
          LENGTH,
          "EXHAUSTION_COOLDOWN_THRESHOLD",
          "The same for one provider.");
  static final Variable<List<String>> QUOTA_GROUP =
      Variable.optional(
          LIMITS,
          "QUOTA_GROUPS_<PROVIDER>_<GROUP>",
          Forms.names(),
          "the provider's own",
          "Models that share one quota; an empty value removes the provider's own group.");
  static final Variable<CustomCap.Amount> CAP =
      Variable.optional(
          LIMITS,
          "CUSTOM_CAP_<PROVIDER>_T<TIER>_<NAME>",
          CustomCap.AMOUNT,
          "none",
          "Requests per window of a model or quota group; the tier is a priority, several joined"
              + " by _, or DEFAULT.");
  static final Variable<CustomCap.Rest> CAP_COOLDOWN =
      Variable.optional(
          LIMITS,
          "CUSTOM_CAP_COOLDOWN_<PROVIDER>_T<TIER>_<NAME>",
          CustomCap.REST,
          "quota_reset",
          "How long a credential rests once it reached the cap.");

  static final Variable<List<RateLimit.Amount>> RATE_LIMIT =
      Variable.optional(
          LIMITS,
          "RATE_LIMIT_<PROVIDER>_<NAME>",
          RateLimit.FORM,
          "none",
          "The most that a credential may use in any minute, for a model or quota group; ALL counts"
              + " the whole credential, EACH every model by itself.");
  private static final Variable<List<RateLimit.Amount>> RATE_LIMIT_OF_TIER =
      Variable.optional(
          LIMITS,
          "RATE_LIMIT_<PROVIDER>_T<TIER>_<NAME>",
          RateLimit.FORM,
          "RATE_LIMIT_<PROVIDER>_<NAME>",
          "The same for credentials of a priority; several are joined by _.");
  static final Variable<List<QuotaWindow.Amount>> QUOTA_WINDOW =
      Variable.optional(
          LIMITS,
          "QUOTA_WINDOW_<PROVIDER>_<NAME>",
          QuotaWindow.FORM,
          "none",
          "How much a credential may use in windows of time, for a model or quota group; ALL counts"
              + " the whole credential, EACH every model by itself.");
  private static final Variable<List<QuotaWindow.Amount>> QUOTA_WINDOW_OF_TIER =
      Variable.optional(
          LIMITS,
          "QUOTA_WINDOW_<PROVIDER>_T<TIER>_<NAME>",
          QuotaWindow.FORM,
          "QUOTA_WINDOW_<PROVIDER>_<NAME>",
          "The same for credentials of a priority; several are joined by _.");

  static final Variable<Duration> SESSION_WAIT =
      session(
          "SESSION_STICKY_WAIT_SECONDS",
          LENGTH,
          Duration.ofSeconds(15),
          "How long a request waits for its session's credential to become free.");
  static final Variable<Duration> SESSION_TTL =
      session(
          "SESSION_STICKY_ENTRY_TTL_SECONDS",
          LENGTH,
          Duration.ofSeconds(3600),
          "How long a session without requests is remembered; 0 keeps none, and rotation decides"
              + " for every request.");
  static final Variable<Integer> SESSION_MAX =
      session(
          "SESSION_STICKY_MAX_ENTRIES",
          Forms.whole(100, 10_000_000),
          10_000,
          "How many sessions are remembered for each provider.");

  private ProviderVariables() {}

  /** All of them, in the order of tables. */
  static List<Variable<?>> all() {
    var all =
        new ArrayList<Variable<?>>(List.of(API_KEY, API_KEY_MORE, API_BASE, DIALECT, MODEL_LIST));
    all.addAll(List.of(ACCESS_TOKEN, REFRESH_TOKEN, ACCOUNT_FIELD));
    all.addAll(List.of(CLIENT_ID, CLIENT_SECRET, CALLBACK_PORT, LOGIN_BASE, ACCOUNT_PATH));
    all.addAll(List.of(IGNORE_MODELS, WHITELIST_MODELS, MODEL_PRICE, PRIORITY, ROTATION_MODE));
    all.addAll(List.of(MAX_CONCURRENT, MAX_CONCURRENT_IN_MODE, OPTIMAL_CONCURRENT));
    all.addAll(List.of(OPTIMAL_CONCURRENT_IN_MODE, MULTIPLIER, MULTIPLIER_IN_MODE));
    all.addAll(List.of(FALLBACK_MULTIPLIER, FAIR_CYCLE, FAIR_CYCLE_ENABLED, FAIR_CYCLE_TRACKING));
    all.addAll(List.of(FAIR_CYCLE_CROSS_TIER, FAIR_CYCLE_DURATION, FAIR_CYCLE_QUOTA));
    all.addAll(List.of(FAIR_CYCLE_GUARD, EXHAUSTION, EXHAUSTION_OF, QUOTA_GROUP));
    all.addAll(List.of(CAP, CAP_COOLDOWN));
    all.addAll(List.of(RATE_LIMIT, RATE_LIMIT_OF_TIER, QUOTA_WINDOW, QUOTA_WINDOW_OF_TIER));
    all.addAll(List.of(SESSION_WAIT, SESSION_TTL, SESSION_MAX));
    all.addAll(List.of(of(SESSION_WAIT), of(SESSION_TTL), of(SESSION_MAX)));
    return List.copyOf(all);
  }

  /** The family that holds for one provider, of a variable that holds for all. */
  static <T> Variable<T> of(Variable<T> variable) {
    return Variable.optional(
        variable.section(),
        variable.name() + "_<PROVIDER>",
        variable.form(),
        variable.name(),
        "The same for one provider.");
  }

  private static Variable<String> account(String field, String meaning) {
    return Variable.optional(ACCOUNTS, "<PROVIDER>_<N>_" + field, Forms.secret(), "none", meaning);
  }

  private static <T> Variable<T> login(
      String name, Form<T> form, String otherwise, String meaning) {
    return Variable.optional(ACCOUNTS, "<PROVIDER>_OAUTH_" + name, form, otherwise, meaning);
  }

  private static Variable<Integer> inMode(String name, Form<Integer> form) {
    return Variable.optional(
        ROTATION,
        name,
        form,
        name.replace("_<MODE>", ""),
        "The same for one rotation mode, BALANCED or SEQUENTIAL.");
  }

  private static <T> Variable<T> session(String name, Form<T> form, T standard, String meaning) {
    return Variable.of(SESSIONS, name, form, standard, meaning);
  }
}
