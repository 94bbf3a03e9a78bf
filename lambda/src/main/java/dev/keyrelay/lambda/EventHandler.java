package dev.keyrelay.lambda;

import dev.keyrelay.server.http.HostDeadline;
import dev.keyrelay.server.http.HostRequestId;
import io.micronaut.context.ApplicationContext;
import io.micronaut.core.convert.ConversionService;
import io.micronaut.function.BinaryTypeConfiguration;
import io.micronaut.servlet.http.BodyBuilder;
import io.micronaut.servlet.http.ServletExchange;
import io.micronaut.servlet.http.ServletHttpHandler;
import java.io.IOException;
import java.time.Instant;

/** Routes events through the controllers of a context. */
final class EventHandler extends ServletHttpHandler<HttpEvent, AnswerSink> {

  private final ConversionService conversions;
  private final BinaryTypeConfiguration types;
  private final BodyBuilder bodies;

  EventHandler(ApplicationContext context) {
    super(context, context.getBean(ConversionService.class));
    this.conversions = context.getBean(ConversionService.class);
    this.types = context.getBean(BinaryTypeConfiguration.class);
    this.bodies = context.getBean(BodyBuilder.class);
  }

  /**
   * Answers an event; returns when all of the answer is in the sink.
   *
   * @param deadline when the answer must have ended
   */
  EventRequest<Object> answer(HttpEvent event, AnswerSink sink, Instant deadline)
      throws IOException {
    var response = new EventResponse<Object>(sink, conversions, types);
    var request = new EventRequest<Object>(event, response, conversions, bodies);
    HostDeadline.set(request, deadline);
    HostRequestId.set(request, event.id());
    service(request);
    response.complete();
    return request;
  }

  @Override
  protected ServletExchange<HttpEvent, AnswerSink> createExchange(
      HttpEvent event, AnswerSink sink) {
    return new EventRequest<>(
        event, new EventResponse<>(sink, conversions, types), conversions, bodies);
  }
}
