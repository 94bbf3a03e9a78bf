package dev.keyrelay.server.acceptance;

import dev.keyrelay.providers.demo.Break;
import dev.keyrelay.providers.demo.ChatScript;
import dev.keyrelay.providers.demo.Faults;
import dev.keyrelay.providers.demo.Script;
import java.time.Duration;

/** Everything that upstream can get wrong, and what must become of it. */
enum Fault {
  CONNECT_REFUSED(ChatScript.echo(), Expected.provider(502)),
  CONNECT_HANG(ChatScript.echo(), Expected.provider(502)),
  TLS_FAILURE(ChatScript.echo(), Expected.provider(502)),
  STATUS_401(Faults.status(401), Expected.credential(502, "bad_credential")),
  STATUS_402(Faults.status(402), Expected.credential(402, "no_money")),
  STATUS_403(Faults.status(403), Expected.credential(502, "forbidden")),
  STATUS_404(Faults.status(404), Expected.once(404)),
  STATUS_408(Faults.status(408), Expected.provider(504)),
  STATUS_413(Faults.status(413), Expected.once(413)),
  STATUS_422(Faults.status(422), Expected.once(422)),
  RATE_LIMITED(Faults.rateLimited(), Expected.credential(429, "rate_limited")),
  RATE_LIMITED_FOR_30_S(
      Faults.rateLimited(Duration.ofSeconds(30)), Expected.credential(429, "rate_limited")),
  DAILY_QUOTA(Faults.dailyQuota(Duration.ofHours(5)), Expected.credential(429, "model_quota")),
  OUT_OF_CREDIT(Faults.outOfCredit(), Expected.credential(402, "no_money")),
  STATUS_500(Faults.status(500), Expected.provider(502)),
  STATUS_502(Faults.status(502), Expected.provider(502)),
  STATUS_503(Faults.status(503), Expected.provider(503)),
  STATUS_529(Faults.status(529), Expected.provider(503)),
  HTML_WITH_200(Faults.html(200), Expected.provider(502)),
  EMPTY_BODY(Faults.empty(200), Expected.provider(502)),
  TRUNCATED_JSON(Faults.truncatedJson(), Expected.provider(502)),
  STALL_BEFORE_FIRST_BYTE(Faults.stall(), Expected.provider(504)),
  STALL_MID_STREAM(broken(Break.STALL), Expected.midStream(504)),
  RESET_MID_STREAM(broken(Break.RESET), Expected.midStream(502)),
  ERROR_EVENT_MID_STREAM(broken(Break.ERROR_EVENT), Expected.midStream(503)),
  NO_TERMINAL_EVENT(broken(Break.CUT), Expected.midStream(502));

  /**
   * What must become of a fault that every key meets.
   *
   * @param callsOfOneKey upstream calls if there is one key
   * @param callsOfTwoKeys upstream calls if there are two
   * @param status what the client is told, unless the stream was committed
   * @param cause why each key that was used is set aside; empty if it is not
   * @param commitsStreams whether a stream has begun when it happens
   */
  record Expected(
      int callsOfOneKey, int callsOfTwoKeys, int status, String cause, boolean commitsStreams) {

    /** The provider's fault: tried twice, whatever the keys, and held against none. */
    static Expected provider(int status) {
      return new Expected(2, 2, status, "", false);
    }

    /** The credential's fault: each is tried once. */
    static Expected credential(int status, String cause) {
      return new Expected(1, 2, status, cause, false);
    }

    /** The request's or the model's fault: tried once. */
    static Expected once(int status) {
      return new Expected(1, 1, status, "", false);
    }

    /** A stream is never tried again; anything else is as with the provider's faults. */
    static Expected midStream(int status) {
      return new Expected(2, 2, status, "", true);
    }
  }

  private final Script script;
  private final Expected expected;

  Fault(Script script, Expected expected) {
    this.script = script;
    this.expected = expected;
  }

  /** What upstream does, if it can be reached. */
  Script script() {
    return script;
  }

  Expected expected() {
    return expected;
  }

  /** Whether only a timeout ends it. */
  boolean lasts() {
    return this == CONNECT_HANG || this == STALL_BEFORE_FIRST_BYTE || this == STALL_MID_STREAM;
  }

  private static Script broken(Break how) {
    return ChatScript.tokens(20).breaking(6, how);
  }
}
