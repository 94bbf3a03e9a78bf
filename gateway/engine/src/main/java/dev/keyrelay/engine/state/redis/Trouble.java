package dev.keyrelay.engine.state.redis;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import java.time.Instant;
import java.util.Set;

/**
 * Why instances cannot share what they know.
 *
 * @param refused whether Redis answers and refuses; else it cannot be reached
 * @param cause what Redis or the network says
 */
record Trouble(boolean refused, String cause, Instant since) {

  /** Answers after which another connection may lead to another server. */
  private static final Set<String> OF_THIS_SERVER =
      Set.of("READONLY", "MOVED", "ASK", "LOADING", "MASTERDOWN", "CLUSTERDOWN", "NOAUTH");

  static Trouble of(RedisException failure, Instant since) {
    Throwable cause = failure;
    while (cause.getCause() != null && cause.getCause() != cause) {
      cause = cause.getCause();
    }
    String told = String.valueOf(cause.getMessage());
    int script = told.indexOf(" script:");
    return new Trouble(
        cause instanceof RedisCommandExecutionException,
        script < 0 ? told : told.substring(0, script),
        since);
  }

  /** The first word of an answer of Redis, which is its kind. */
  private String kind() {
    int end = cause.indexOf(' ');
    return end < 0 ? cause : cause.substring(0, end);
  }

  /** Whether it is the same, begun at another time: away is away, whatever the network says. */
  boolean isLike(Trouble other) {
    return refused == other.refused && (!refused || kind().equals(other.kind()));
  }

  /** Whether the connection is of no more use. */
  boolean endsConnection() {
    return !refused || OF_THIS_SERVER.contains(kind());
  }

  /** What it is and what to do, in a sentence or two. */
  String sentence(String shown) {
    return refused
        ? "Redis at %s refuses since %s: %s; this instance decides by what it knows. %s"
            .formatted(shown, since, cause, advice())
        : "Redis at %s cannot be reached since %s (%s); this instance decides by what it knows. Is"
            .formatted(shown, since, cause)
            .concat(" KEYRELAY_REDIS_URL right?");
  }

  private String advice() {
    return switch (kind()) {
      case "READONLY" -> "KEYRELAY_REDIS_URL names a replica; it must name the primary.";
      case "OOM" -> "Its memory is full: raise its maxmemory.";
      case "NOAUTH", "WRONGPASS" -> "KEYRELAY_REDIS_URL must name a user and a password of it.";
      case "NOPERM" ->
          "The user that KEYRELAY_REDIS_URL names needs ~{keyrelay}:* +@read +@write +@scripting"
              + " +@connection.";
      case "MOVED", "ASK", "CLUSTERDOWN" -> "Can every node of the cluster be reached from here?";
      default -> "Is KEYRELAY_REDIS_URL right?";
    };
  }
}
