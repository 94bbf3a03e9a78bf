package dev.keyrelay.providers.demo;

import dev.keyrelay.spi.Headers;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Sends events at a pace, up to where they break.
 *
 * @param pace how fast
 * @param broken where and how to go wrong
 */
record StreamedAnswer(Pace pace, Optional<ChatScript.BreakPoint> broken) {

  void play(List<byte[]> events, Answer answer) throws IOException {
    answer.beginEvents();
    int limit = broken.map(ChatScript.BreakPoint::afterEvents).orElse(Integer.MAX_VALUE);
    int index = 0;
    for (byte[] event : events) {
      if (index == limit) {
        break;
      }
      pace.beforeEvent(index, answer);
      answer.chunk(event);
      index++;
    }
    if (broken.isPresent()) {
      broken.get().how().happen(answer);
    } else {
      answer.end();
    }
  }

  /** Sends a whole JSON body, or half of it and then what goes wrong. */
  static void whole(byte[] body, Optional<Break> broken, Answer answer) throws IOException {
    if (broken.isEmpty()) {
      answer.sendJson(200, body);
      return;
    }
    byte[] half = Arrays.copyOf(body, body.length / 2);
    switch (broken.get()) {
      case CUT -> answer.sendJson(200, half);
      case ERROR_EVENT -> answer.sendJson(200, ErrorShape.OPENAI.body(503));
      case CLOSE, RESET, STALL -> {
        answer.begin(200, Headers.of("Content-Type", "application/json"), body.length, half);
        broken.get().happen(answer);
      }
    }
  }
}
