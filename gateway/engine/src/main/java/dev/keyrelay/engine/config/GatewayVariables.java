package dev.keyrelay.engine.config;

import static dev.keyrelay.engine.config.Section.ACCOUNTS;
import static dev.keyrelay.engine.config.Section.MODELS;
import static dev.keyrelay.engine.config.Section.OPERATION;
import static dev.keyrelay.engine.config.Section.RETRIES;
import static dev.keyrelay.engine.config.Section.ROTATION;
import static dev.keyrelay.engine.config.Section.SERVER;
import static dev.keyrelay.engine.config.Section.SESSIONS;
import static dev.keyrelay.engine.config.Section.TIMEOUTS;
import static dev.keyrelay.engine.config.Section.WITHOUT_EFFECT;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The variables that hold for the whole gateway. */
final class GatewayVariables {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration DAY = Duration.ofDays(1);
  private static final Form<Duration> LIMIT = Forms.duration(SECOND, DAY);
  private static final Form<Duration> PAUSE = Forms.duration(Duration.ZERO, DAY);
  private static final Form<Duration> COOLDOWN = Forms.duration(SECOND, Duration.ofDays(31));

  static final Variable<String> HOME =
      Variable.optional(
          SERVER,
          Home.VARIABLE,
          Forms.text(),
          "the working directory",
          "The folder that holds .env, oauth_creds, plugins, logs and state.");
  static final Variable<String> PLUGINS_DIR =
      Variable.optional(
          SERVER,
          "KEYRELAY_PLUGINS_DIR",
          Forms.text(),
          "plugins in the home folder",
          "The folder of your own provider jars.");
  static final Variable<String> HOST =
      Variable.of(SERVER, "KEYRELAY_HOST", Forms.text(), "127.0.0.1", "The address to listen on.");
  static final Variable<Integer> PORT =
      Variable.of(
          SERVER,
          "PORT",
          Forms.whole(0, 65_535),
          8000,
          "The port to listen on; 0 takes a free one.");
  static final Variable<String> PROXY_API_KEY =
      Variable.optional(
          SERVER,
          "PROXY_API_KEY",
          Forms.secret(),
          "one is made at the first start and kept in state/proxy_api_key",
          "What clients must present; several are separated by commas.");
  static final Variable<String> SALT =
      Variable.optional(
          SERVER,
          "KEYRELAY_SALT",
          Forms.secret(),
          "one is made at the first start and kept in state/salt",
          "What ids of credentials are salted with; the same on all instances that share state.");
  private static final List<Variable<?>> PROXIES =
      List.of(
          proxy(
              "HTTPS_PROXY",
              "The HTTP proxy for https addresses, such as http://user:password@host:3128."),
          proxy(
              "HTTP_PROXY",
              "The HTTP proxy for http addresses, which it must let through by CONNECT."),
          Variable.optional(
              SERVER,
              "NO_PROXY",
              Forms.names(),
              "none",
              "Host names that are called directly, as this machine always is, separated by"
                  + " commas."));
  static final Variable<Long> MAX_BODY =
      Variable.of(
          SERVER,
          "MAX_BODY_SIZE",
          Forms.bytes(1024, 1L << 30),
          32L << 20,
          "The largest request body that is taken.");
  static final Variable<Duration> HEARTBEAT =
      Variable.of(
          SERVER,
          "STREAM_HEARTBEAT_INTERVAL_SECONDS",
          PAUSE,
          Duration.ofSeconds(15),
          "How long a stream may be silent before a comment is sent to the client; 0 sends none.");

  static final Variable<Duration> GLOBAL_TIMEOUT =
      Variable.of(
          TIMEOUTS,
          "GLOBAL_TIMEOUT",
          LIMIT,
          Duration.ofSeconds(600),
          "How long a request may take until its answer begins, all attempts together; an answer"
              + " that is not streamed must be complete by then.");
  static final Variable<Duration> TIMEOUT_CONNECT =
      timeout("TIMEOUT_CONNECT", 30, "How long a connection upstream may take to open.");
  static final Variable<Duration> TIMEOUT_WRITE =
      timeout("TIMEOUT_WRITE", 30, "How long sending a request may make no progress.");
  static final Variable<Duration> TIMEOUT_FIRST_EVENT =
      timeout(
          "TIMEOUT_FIRST_EVENT",
          300,
          "How long a stream may take to its first event, per attempt.");
  static final Variable<Duration> TIMEOUT_READ_STREAMING =
      timeout("TIMEOUT_READ_STREAMING", 300, "The longest gap between two events of a stream.");
  static final Variable<Duration> TIMEOUT_READ_NON_STREAMING =
      timeout(
          "TIMEOUT_READ_NON_STREAMING",
          600,
          "How long an answer that is not streamed may take, per attempt.");
  static final Variable<Duration> TIMEOUT_STREAM_TOTAL =
      timeout("TIMEOUT_STREAM_TOTAL", 3600, "How long a stream may last once it has begun.");

  static final Variable<Duration> SMALL_COOLDOWN =
      Variable.of(
          RETRIES,
          "SMALL_COOLDOWN_RETRY_THRESHOLD",
          PAUSE,
          Duration.ofSeconds(10),
          "Upstream's wish to wait less than this is granted on the same credential; for as long a"
              + " request waits for the next slot of a rate limit.");
  static final Variable<Duration> TRANSIENT_DELAY =
      Variable.of(
          RETRIES,
          "TRANSIENT_RETRY_DELAY",
          PAUSE,
          SECOND,
          "The pause after a failure of the provider before the same target is tried again.");
  static final Variable<Duration> TRANSIENT_JITTER =
      Variable.of(
          RETRIES,
          "TRANSIENT_RETRY_JITTER",
          PAUSE,
          Duration.ofMillis(500),
          "The most that is added to that pause at random.");
  static final Variable<List<Duration>> COOLDOWN_STEPS =
      Variable.of(
          RETRIES,
          "COOLDOWN_STEPS",
          Forms.durations(SECOND, DAY),
          List.of(
              Duration.ofSeconds(10),
              Duration.ofSeconds(30),
              Duration.ofSeconds(60),
              Duration.ofSeconds(120)),
          "The cooldowns of a credential for a model after 1, 2, 3, … rate limits that do not say"
              + " how long.");
  static final Variable<Duration> COOLDOWN_HINT_MAX =
      Variable.of(
          RETRIES,
          "COOLDOWN_HINT_MAX",
          COOLDOWN,
          Duration.ofHours(1),
          "Upstream's wish to wait is believed up to this; then one request tries.");
  static final Variable<Duration> COOLDOWN_LOCKOUT =
      Variable.of(
          RETRIES,
          "COOLDOWN_LOCKOUT",
          COOLDOWN,
          Duration.ofSeconds(300),
          "The cooldown of a credential that upstream refused (401, 403); doubled each time in a"
              + " row, up to twelve times this.");
  static final Variable<Duration> BACKOFF_WINDOW =
      cooldown(
          "PROVIDER_BACKOFF_WINDOW_SECONDS",
          60,
          "Within this, failures of a provider count together.");
  static final Variable<Integer> BACKOFF_THRESHOLD =
      Variable.of(
          RETRIES,
          "PROVIDER_BACKOFF_THRESHOLD",
          Forms.whole(1, 1000),
          3,
          "So many failures within the window, without a success in between, and a provider is"
              + " asked last; so many of one model, and it is not asked at all.");
  static final Variable<Duration> BACKOFF_BASE =
      cooldown(
          "PROVIDER_BACKOFF_BASE_SECONDS",
          10,
          "For how long, the first time; then doubled. A model that is not asked at all is tried"
              + " by one request after six times this at the latest.");
  static final Variable<Duration> BACKOFF_MAX =
      cooldown("PROVIDER_BACKOFF_MAX_SECONDS", 300, "For how long at most.");

  static final Variable<Double> ROTATION_TOLERANCE =
      Variable.of(
          ROTATION,
          "ROTATION_TOLERANCE",
          Forms.decimal(0, 1000),
          3.0,
          "How evenly balanced rotation spreads: 0 prefers the least used, more is more random.");
  static final Variable<List<String>> TRUSTED_SESSION_FIELDS =
      Variable.optional(
          SESSIONS,
          "TRUSTED_SESSION_ID_FIELDS",
          Forms.names(),
          "none but those that KeyRelay knows",
          "Further top-level body fields that name a session.");

  static final Variable<TemperatureZero> TEMPERATURE_ZERO =
      Variable.of(
          MODELS,
          "OVERRIDE_TEMPERATURE_ZERO",
          TemperatureZero.FORM,
          TemperatureZero.KEEP,
          "What becomes of a temperature of 0 in chat requests: kept, removed, or set to 1.");
  static final Variable<Boolean> SKIP_OAUTH_CHECK =
      Variable.of(
          ACCOUNTS,
          "SKIP_OAUTH_INIT_CHECK",
          Forms.flag(),
          false,
          "Leaves out the check of OAuth accounts at start.");
  static final Variable<Duration> OAUTH_REFRESH =
      Variable.of(
          ACCOUNTS,
          "OAUTH_REFRESH_INTERVAL",
          Forms.duration(Duration.ofSeconds(10), DAY),
          Duration.ofSeconds(600),
          "How often expiring access tokens are looked for.");

  static final Variable<String> MASTER_KEY =
      Variable.optional(
          ACCOUNTS,
          "KEYRELAY_MASTER_KEY",
          Forms.secret(),
          "account files are not encrypted",
          "What accounts are encrypted with, in files and in Redis: 32 bytes in base64 or"
              + " hexadecimal.");
  static final Variable<String> MASTER_KEY_FILE =
      Variable.optional(
          ACCOUNTS,
          "KEYRELAY_MASTER_KEY_FILE",
          Forms.text(),
          "none",
          "A file that holds the master key instead.");
  static final Variable<Duration> BATCH_WINDOW =
      Variable.of(
          MODELS,
          "EMBEDDING_BATCH_WINDOW",
          Forms.duration(Duration.ZERO, Duration.ofSeconds(10)),
          Duration.ZERO,
          "How long an embedding call waits for others that go upstream with it; 0 for no"
              + " batches.");
  static final Variable<Integer> BATCH_ITEMS =
      Variable.of(
          MODELS,
          "EMBEDDING_BATCH_MAX_ITEMS",
          Forms.whole(2, 2048),
          64,
          "The most inputs that go upstream together.");
  static final Variable<Integer> BATCH_TOKENS =
      Variable.of(
          MODELS,
          "EMBEDDING_BATCH_MAX_TOKENS",
          Forms.whole(1, 10_000_000),
          100_000,
          "The most tokens, estimated, that go upstream together.");

  static final Variable<Long> STORED_RESPONSES_SIZE =
      Variable.of(
          OPERATION,
          "STORED_RESPONSES_MAX_SIZE",
          Forms.bytes(0, 1L << 30),
          32L << 20,
          "The most that answers of the responses surface may take in memory and state, where the"
              + " provider keeps none; 0 keeps none.");
  static final Variable<Duration> STORED_RESPONSES_AGE =
      Variable.of(
          OPERATION,
          "STORED_RESPONSES_MAX_AGE",
          Forms.duration(Duration.ofMinutes(1), Duration.ofDays(366)),
          Duration.ofDays(30),
          "How long such an answer is kept.");
  static final Variable<LogSettings.Level> LOG_LEVEL =
      Variable.of(
          OPERATION,
          "KEYRELAY_LOG_LEVEL",
          Forms.choice(LogSettings.Level.class),
          LogSettings.Level.INFO,
          "The least important log lines that are written.");
  static final Variable<LogSettings.Format> LOG_FORMAT =
      Variable.of(
          OPERATION,
          "KEYRELAY_LOG_FORMAT",
          Forms.choice(LogSettings.Format.class),
          LogSettings.Format.TEXT,
          "Log lines for people, or one JSON object a line with the request id as a field.");
  static final Variable<Boolean> REQUEST_LOGGING =
      Variable.of(
          OPERATION,
          "ENABLE_REQUEST_LOGGING",
          Forms.flag(),
          false,
          "Writes every request and answer below logs/requests.");
  static final Variable<Boolean> RAW_LOGGING =
      Variable.of(
          OPERATION,
          "ENABLE_RAW_LOGGING",
          Forms.flag(),
          false,
          "The same with the headers that went upstream, without secrets.");
  static final Variable<Long> REQUEST_LOG_SIZE =
      Variable.of(
          OPERATION,
          "REQUEST_LOG_MAX_SIZE",
          Forms.bytes(1 << 20, 1L << 40),
          1L << 30,
          "How large the log of requests may become; the oldest go first.");
  static final Variable<Duration> REQUEST_LOG_AGE =
      Variable.of(
          OPERATION,
          "REQUEST_LOG_MAX_AGE",
          Forms.duration(Duration.ofMinutes(1), Duration.ofDays(366)),
          Duration.ofDays(7),
          "How long a request is kept in the log.");

  private static final List<Variable<?>> WITHOUT =
      List.of(
          ignored(
              "STREAM_RETRY_ON_REASONING_ONLY",
              "Nothing is tried again once the answer has begun."),
          ignored("TIMEOUT_POOL", "A connection is waited for as long as for the answer."),
          ignored("SUPPRESS_LITELLM_SERIALIZATION_WARNINGS", "There is no LiteLLM here."),
          ignored("LITELLM_LOG", "There is no LiteLLM here."),
          ignored("FALLBACK_GROUPS", "Every FALLBACK_GROUP_<NAME> counts without being listed."));

  private GatewayVariables() {}

  /** All of them, in the order of tables. */
  static List<Variable<?>> all() {
    var all =
        new ArrayList<Variable<?>>(
            List.of(HOME, PLUGINS_DIR, HOST, PORT, PROXY_API_KEY, SALT, MAX_BODY, HEARTBEAT));
    all.addAll(PROXIES);
    all.addAll(List.of(GLOBAL_TIMEOUT, TIMEOUT_CONNECT, TIMEOUT_WRITE));
    all.addAll(List.of(TIMEOUT_FIRST_EVENT, TIMEOUT_READ_STREAMING, TIMEOUT_READ_NON_STREAMING));
    all.addAll(List.of(TIMEOUT_STREAM_TOTAL, SMALL_COOLDOWN, TRANSIENT_DELAY, TRANSIENT_JITTER));
    all.addAll(List.of(COOLDOWN_STEPS, COOLDOWN_HINT_MAX, COOLDOWN_LOCKOUT, BACKOFF_WINDOW));
    all.addAll(List.of(BACKOFF_THRESHOLD, BACKOFF_BASE, BACKOFF_MAX, ROTATION_TOLERANCE));
    all.addAll(List.of(TRUSTED_SESSION_FIELDS, TEMPERATURE_ZERO));
    all.addAll(List.of(SKIP_OAUTH_CHECK, OAUTH_REFRESH, MASTER_KEY, MASTER_KEY_FILE));
    all.addAll(List.of(LOG_LEVEL, REQUEST_LOGGING, RAW_LOGGING));
    all.addAll(List.of(BATCH_WINDOW, BATCH_ITEMS, BATCH_TOKENS));
    all.addAll(List.of(LOG_FORMAT, REQUEST_LOG_SIZE, REQUEST_LOG_AGE));
    all.addAll(List.of(STORED_RESPONSES_SIZE, STORED_RESPONSES_AGE));
    all.addAll(WITHOUT);
    return List.copyOf(all);
  }

  private static Variable<String> proxy(String name, String meaning) {
    return Variable.optional(SERVER, name, Forms.secret(), "none", meaning);
  }

  private static Variable<Duration> timeout(String name, int seconds, String meaning) {
    return Variable.of(TIMEOUTS, name, LIMIT, Duration.ofSeconds(seconds), meaning);
  }

  private static Variable<Duration> cooldown(String name, int seconds, String meaning) {
    return Variable.of(RETRIES, name, COOLDOWN, Duration.ofSeconds(seconds), meaning);
  }

  private static Variable<String> ignored(String name, String meaning) {
    return Variable.optional(WITHOUT_EFFECT, name, Forms.text(), "–", meaning);
  }
}
