package dev.keyrelay.server.http;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.EncodingRegistry;
import com.knuddels.jtokkit.api.EncodingType;
import jakarta.inject.Singleton;
import java.lang.ref.SoftReference;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;

/**
 * Counts tokens with the vocabularies of OpenAI's models. A vocabulary is read when it is first
 * needed (half a second, 30 MB) and given up when memory is short. One count is made at a time, so
 * that many at once leave a processor to everybody else.
 */
@Singleton
final class OpenAiTokens {

  /** More characters would take a second or more; they are estimated. */
  private static final int MOST = 500_000;

  /** Beside its texts: three tokens around a message, its role, and three before the answer. */
  private static final int PER_MESSAGE = 4;

  private static final int BEFORE_ANSWER = 3;

  private static final Pattern NEW =
      Pattern.compile("(gpt-(4o|4\\.|5|oss)|chatgpt|codex|o[1-9]\\b|computer-use).*");
  private static final Pattern OLD =
      Pattern.compile("(gpt-(4|3\\.5|35)|text-embedding-(3|ada-002)).*");

  private final ReentrantLock lock = new ReentrantLock();
  private SoftReference<EncodingRegistry> vocabularies = new SoftReference<>(null);

  /** The tokens of a request; empty if the model is none of OpenAI's, or the texts are too long. */
  OptionalLong count(String model, ModelReading reading) {
    var vocabulary = vocabulary(model);
    if (vocabulary.isEmpty() || reading.characters() > MOST) {
      return OptionalLong.empty();
    }
    lock.lock();
    try {
      var encoding = vocabularies().getEncoding(vocabulary.get());
      long texts = 0;
      for (String text : reading.texts()) {
        texts += encoding.countTokensOrdinary(text);
      }
      return OptionalLong.of(
          texts
              + reading.media() * TokenEstimate.MEDIUM
              + (long) reading.messages() * PER_MESSAGE
              + BEFORE_ANSWER);
    } finally {
      lock.unlock();
    }
  }

  private EncodingRegistry vocabularies() {
    var read = vocabularies.get();
    if (read == null) {
      read = Encodings.newLazyEncodingRegistry();
      vocabularies = new SoftReference<>(read);
    }
    return read;
  }

  /** Other services put a path before the name. */
  static Optional<EncodingType> vocabulary(String model) {
    String name = model.substring(model.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
    if (NEW.matcher(name).matches()) {
      return Optional.of(EncodingType.O200K_BASE);
    }
    return OLD.matcher(name).matches() ? Optional.of(EncodingType.CL100K_BASE) : Optional.empty();
  }
}
