package dev.keyrelay.engine;

import dev.keyrelay.spi.Headers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A service as it truly is: quotas of a day for each credential and quota scope, which it does not
 * tell; a rate a minute for each credential and model, which it states in its headers; outages;
 * credentials that are revoked or run out of money; and delays in its refusals of which a quarter
 * is missing and a quarter is wrong.
 */
final class TrueUpstream {

  /** What it answers. */
  record Reply(int status, Headers headers, byte[] body) {
    boolean ok() {
      return status == 200;
    }
  }

  /** When nothing is served. */
  record Outage(Duration from, Duration length) {}

  static final List<String> MODELS = List.of("pro-large", "pro-small", "flash", "lite");
  private static final Duration RESET = Duration.ofHours(8);
  private static final List<Outage> OUTAGES =
      List.of(
          new Outage(Duration.ofMinutes(215), Duration.ofMinutes(10)),
          new Outage(Duration.ofMinutes(905), Duration.ofMinutes(15)));

  private final Instant midnight;
  private final int credentials;
  private final Random random;
  private final int[][] dailyQuota;
  private final int[][][] used;
  private final double[][] levels;
  private final Instant[][] leveledAt;
  private final Map<String, Instant> warm = new HashMap<>();
  long calls;
  long refused;
  long duringOutage;

  TrueUpstream(Instant midnight, int credentials, long seed) {
    this.midnight = midnight;
    this.credentials = credentials;
    this.random = new Random(seed);
    this.dailyQuota = new int[credentials][3];
    this.used = new int[credentials][3][2];
    this.levels = new double[credentials][MODELS.size()];
    this.leveledAt = new Instant[credentials][MODELS.size()];
    var quotas = new Random(seed);
    for (int i = 0; i < credentials; i++) {
      dailyQuota[i][0] = 80 + quotas.nextInt(200);
      dailyQuota[i][1] = 300 + quotas.nextInt(600);
      dailyQuota[i][2] = 500 + quotas.nextInt(500);
      Arrays.fill(leveledAt[i], midnight);
      for (int model = 0; model < MODELS.size(); model++) {
        levels[i][model] = perMinute(MODELS.get(model));
      }
    }
  }

  /** The first two models share one quota. */
  private static int scope(String model) {
    return Math.max(0, MODELS.indexOf(model) - 1);
  }

  private static int perMinute(String model) {
    return model.startsWith("pro") ? 5 : 15;
  }

  boolean down(Instant now) {
    var time = Duration.between(midnight, now);
    return OUTAGES.stream()
        .anyMatch(
            outage ->
                time.compareTo(outage.from()) >= 0
                    && time.compareTo(outage.from().plus(outage.length())) < 0);
  }

  private boolean revoked(int credential, Instant now) {
    return (credential == 7 || credential == 31) && hour(now) >= 11;
  }

  private boolean broke(int credential, Instant now) {
    return credential == 19 && hour(now) >= 14 && hour(now) < 18;
  }

  private long hour(Instant now) {
    return Duration.between(midnight, now).toHours();
  }

  private int day(Instant now) {
    return Duration.between(midnight, now).compareTo(RESET) < 0 ? 0 : 1;
  }

  /** What is left of the day's quota. */
  int left(int credential, String model, Instant now) {
    int scope = scope(model);
    return dailyQuota[credential][scope] - used[credential][scope][day(now)];
  }

  private double level(int credential, String model, Instant now) {
    int number = MODELS.indexOf(model);
    int limit = perMinute(model);
    long since = Duration.between(leveledAt[credential][number], now).toMillis();
    return Math.min(limit, levels[credential][number] + since / 60_000.0 * limit);
  }

  /** Whether a request would be served now. */
  boolean serves(int credential, String model, Instant now) {
    return !down(now)
        && !revoked(credential, now)
        && !broke(credential, now)
        && left(credential, model, now) > 0
        && level(credential, model, now) >= 1;
  }

  /** A request. */
  Reply ask(int credential, String model, Instant now) {
    calls++;
    if (down(now)) {
      duringOutage++;
      return new Reply(503, Headers.NONE, json("overloaded", "The service is overloaded."));
    }
    if (!serves(credential, model, now)) {
      refused++;
      return refusal(credential, model, now);
    }
    used[credential][scope(model)][day(now)]++;
    int number = MODELS.indexOf(model);
    levels[credential][number] = level(credential, model, now) - 1;
    leveledAt[credential][number] = now;
    return new Reply(200, rates(credential, model, now), new byte[0]);
  }

  private Reply refusal(int credential, String model, Instant now) {
    if (revoked(credential, now)) {
      return new Reply(401, Headers.NONE, json("invalid_api_key", "The key is not valid."));
    }
    if (broke(credential, now)) {
      return new Reply(402, Headers.NONE, json("billing", "Payment required."));
    }
    if (left(credential, model, now) > 0) {
      return new Reply(
          429,
          hinted(rates(credential, model, now), Duration.ofSeconds(60 / perMinute(model))),
          json("rate_limit_exceeded", "Rate limit reached for requests per min (RPM)."));
    }
    var reset = Duration.between(now, midnight.plus(RESET));
    return new Reply(
        429,
        hinted(Headers.NONE, reset.isPositive() ? reset : reset.plusDays(1)),
        json("quota_exceeded", "You exceeded your requests per day."));
  }

  private Headers hinted(Headers headers, Duration right) {
    long seconds =
        switch (random.nextInt(4)) {
          case 0 -> 0;
          case 1 -> random.nextBoolean() ? 156 * 3600 : 1;
          default -> right.toSeconds();
        };
    return seconds == 0 ? headers : headers.with("Retry-After", Long.toString(seconds));
  }

  private Headers rates(int credential, String model, Instant now) {
    int limit = perMinute(model);
    double level = level(credential, model, now);
    return Headers.of(
        "x-ratelimit-limit-requests",
        Integer.toString(limit),
        "x-ratelimit-remaining-requests",
        Integer.toString((int) level),
        "x-ratelimit-reset-requests",
        Math.round((limit - level) / limit * 60_000) + "ms");
  }

  private static byte[] json(String code, String message) {
    return ("{\"error\":{\"code\":\"" + code + "\",\"message\":\"" + message + "\"}}")
        .getBytes(StandardCharsets.UTF_8);
  }

  /** Whether a conversation's prompt is in the cache of a credential, where it is from now on. */
  boolean cached(int credential, long conversation, Instant now) {
    var before = warm.put(credential + ":" + conversation, now);
    return before != null && Duration.between(before, now).compareTo(Duration.ofMinutes(5)) <= 0;
  }

  int credentials() {
    return credentials;
  }
}
