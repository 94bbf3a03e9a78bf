package dev.keyrelay.lambda;

import io.micronaut.core.convert.ConversionService;
import io.micronaut.function.aws.proxy.ApiGatewayServletRequest;
import io.micronaut.http.CaseInsensitiveMutableHttpHeaders;
import io.micronaut.http.MutableHttpHeaders;
import io.micronaut.http.MutableHttpParameters;
import io.micronaut.http.simple.SimpleHttpParameters;
import io.micronaut.http.uri.QueryStringDecoder;
import io.micronaut.servlet.http.BodyBuilder;
import io.micronaut.servlet.http.ServletHttpResponse;
import java.util.LinkedHashMap;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An event as the framework's request. */
final class EventRequest<B> extends ApiGatewayServletRequest<B, HttpEvent, AnswerSink> {

  private static final Logger LOG = LoggerFactory.getLogger(EventRequest.class);

  private final EventResponse<Object> response;

  EventRequest(
      HttpEvent event,
      EventResponse<Object> response,
      ConversionService conversions,
      BodyBuilder bodies) {
    super(conversions, event, event.uri(), parseMethod(event::method), LOG, bodies);
    this.response = response;
  }

  @Override
  public String getMethodName() {
    return requestEvent.method();
  }

  @Override
  public byte[] getBodyBytes() {
    return requestEvent.body();
  }

  @Override
  public MutableHttpHeaders getHeaders() {
    return new CaseInsensitiveMutableHttpHeaders(requestEvent.headers(), conversionService);
  }

  @Override
  public MutableHttpParameters getParameters() {
    var all = new LinkedHashMap<CharSequence, List<String>>();
    new QueryStringDecoder(requestEvent.uri()).parameters().forEach(all::put);
    return new SimpleHttpParameters(all, conversionService);
  }

  @Override
  public ServletHttpResponse<AnswerSink, ?> getResponse() {
    return response;
  }
}
