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

/** The framework's response to an event: begins its sink when the body begins. */
final class EventResponse<B> extends AbstractServletHttpResponse<AnswerSink, B> {

  private final AnswerSink sink;
  private boolean begun;

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
    begun = true;
    try {
      return sink.begin(status, values());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Answers without a body never ask for a stream. */
  void complete() throws IOException {
    if (!begun) {
      getOutputStream().close();
    }
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
