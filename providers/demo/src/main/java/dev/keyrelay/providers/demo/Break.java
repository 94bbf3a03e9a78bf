package dev.keyrelay.providers.demo;

import java.io.IOException;
import java.time.Duration;

/** How an answer goes wrong after it has begun. */
public enum Break {
  /** The HTTP answer ends in order, and what it carries does not: no terminal event, cut JSON. */
  CUT {
    @Override
    void happen(Answer answer) throws IOException {
      answer.end();
    }
  },
  /** The connection closes in order (FIN) in the middle of the HTTP answer. */
  CLOSE {
    @Override
    void happen(Answer answer) throws IOException {
      answer.close();
    }
  },
  /** The connection is reset (RST). */
  RESET {
    @Override
    void happen(Answer answer) throws IOException {
      answer.pause(TO_BE_READ);
      answer.reset();
    }
  },
  /** Nothing more comes until the client goes away. */
  STALL {
    @Override
    void happen(Answer answer) throws IOException {
      answer.stall();
    }
  },
  /** An error event of the shape of OpenAI-compatible services, and then the end. */
  ERROR_EVENT {
    @Override
    void happen(Answer answer) throws IOException {
      answer.event(ErrorShape.OPENAI.body(503));
      answer.end();
    }
  };

  /** A reset discards what the client has not read yet, so it is given a moment. */
  private static final Duration TO_BE_READ = Duration.ofMillis(300);

  abstract void happen(Answer answer) throws IOException;
}
