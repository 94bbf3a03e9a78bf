package dev.keyrelay.lambda;

import io.micronaut.core.convert.ConversionService;
import io.micronaut.function.BinaryTypeConfiguration;
import io.micronaut.function.aws.proxy.AbstractServletHttpResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The framework's response to an event: begins its sink when the body begins. */
final class EventResponse<B> extends AbstractServletHttpResponse<AnswerSink, B> {

  private final AnswerSink sink;
  private @Nullable OutputStream begun;

  EventResponse(AnswerSink sink, ConversionService conversions, BinaryTypeConfiguration types) {
    super(conversions, types);
    this.sink = sink;
  }

  @Override
  public AnswerSink getNativeResponse() {
    return sink;
  }

  @Override
  public OutputStream getOutputStream() {
    try {
      var out = sink.begin(status, values());
      begun = out;
      return out;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends the body. Answers without one never ask for a stream. */
  void complete() throws IOException {
    var out = begun == null ? getOutputStream() : begun;
    out.close();
  }

  /** Lengths are for Lambda to state: it frames what it passes on. */
  private Map<String, List<String>> values() {
    var values = new LinkedHashMap<String, List<String>>();
    for (String name : headers.names()) {
      if (!name.equalsIgnoreCase("content-length")) {
        values.put(name, headers.getAll(name));
      }
    }
    return values;
  }
}
