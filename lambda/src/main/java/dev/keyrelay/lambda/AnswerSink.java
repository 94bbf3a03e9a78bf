package dev.keyrelay.lambda;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;

/** Where an answer goes: whole into the function's result, or piece by piece to the client. */
interface AnswerSink {

  /**
   * The answer begins. Called again only if the writing of the body failed before any of it was
   * flushed: then the first beginning is void.
   *
   * @param status the HTTP status
   * @param headers values by name
   * @return takes the body; closed when it is complete
   */
  OutputStream begin(int status, Map<String, List<String>> headers) throws IOException;
}
