package dev.keyrelay.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

class LogSetupTest {

  private final LoggerContext context = new LoggerContext();

  @Test
  void nothingThatIsSaidBeginsALineOrColoursATerminal() {
    var event =
        new LoggingEvent(
            "x",
            context.getLogger("dev.keyrelay.Calls"),
            Level.INFO,
            "not served: boom\r\n12:00:00.000 INFO  Gateway \u001b[31mfine\u202e 模型 é €",
            null,
            null);
    event.addKeyValuePair(new KeyValuePair("model", "a\u0085b\u009bc\u2028d"));

    String line =
        new String(LogSetup.text(context).encode(event), StandardCharsets.UTF_8)
            .substring("12:00:00.000 ".length());

    assertThat(line)
        .isEqualTo(
            "INFO  Calls not served: boom 12:00:00.000 INFO  Gateway  [31mfine  模型 é €"
                + " model=\"a b c d\""
                + System.lineSeparator());
  }
}
