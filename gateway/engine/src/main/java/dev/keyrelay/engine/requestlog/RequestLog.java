package dev.keyrelay.engine.requestlog;

import dev.keyrelay.engine.config.LogSettings;
import dev.keyrelay.engine.dispatch.Call;
import dev.keyrelay.engine.dispatch.CallObserver;
import dev.keyrelay.engine.dispatch.CallTrace;
import dev.keyrelay.engine.usage.UsagePrices;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/**
 * Writes every call into a folder of its own, {@code <yyyy-MM-dd>/<HHmmss.SSS>_<model>_<id>}, in
 * UTC:
 *
 * <pre>
 * request.json              the client's request
 * upstream-request-N.json   what was sent in attempt N, if it differs
 * upstream-error-N.json     what attempt N was told when it failed
 * response.json             the answer as the client got it
 * upstream-response.json    the answer as upstream gave it, if it had to be translated
 * upstream-events.jsonl     a streamed answer: {"ms": since the request, "event": name, "data": text} a line
 * response-events.sse       a streamed answer as the client got it, if it had to be rewritten
 * metadata.json             ids, target, attempts with reasons, timings, tokens, cost
 * </pre>
 *
 * With {@link LogSettings#raw} there is {@code upstream-request-N.http} too: method, address and
 * headers. Key material is written nowhere: neither that of credentials nor, as far as its form or
 * the name of its member tells, what clients send of other services' ({@link KeyMaterial}).
 */
public final class RequestLog implements CallObserver, AutoCloseable {

  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("yyyy-MM-dd", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HHmmss.SSS", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final LogSettings settings;
  private final UsagePrices prices;
  private final InstantSource clock;
  private final PageWriter writer;

  /**
   * Begins to write.
   *
   * @param folder where; made if it is not there
   * @param prices for the cost of calls
   */
  public RequestLog(Path folder, LogSettings settings, UsagePrices prices, InstantSource clock) {
    this.settings = settings;
    this.prices = prices;
    this.clock = clock;
    this.writer = new PageWriter(new LogFolder(folder, settings, clock));
  }

  @Override
  public CallTrace begin(Call call) {
    var now = clock.instant();
    var folder =
        Path.of(
            DAY.format(now), TIME.format(now) + "_" + plain(call.model()) + "_" + plain(call.id()));
    return new LoggedCall(call, settings, prices, clock, new Pages(folder, writer));
  }

  /**
   * Why the log cannot be written now, as a sentence for the operator without the folder's place;
   * empty if it can.
   */
  public Optional<String> problem() {
    return writer.problem();
  }

  /** Leaves what is too old to another log of the same folder; calls under way are written. */
  public void handOver() {
    writer.handOver();
  }

  /** A text as part of a file name. */
  private static String plain(String text) {
    String name = text.replaceAll("[^A-Za-z0-9._-]", "-");
    return name.length() > 60 ? name.substring(0, 60) : name;
  }

  /** Writes what is still to be written, and stops. */
  @Override
  public void close() {
    writer.close();
  }
}
