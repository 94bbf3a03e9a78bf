package dev.keyrelay.server.acceptance;

/** The regression list of streams over Lambda events. What is overridden here does not run. */
class StreamRegressionOverLambdaTest extends StreamRegressionTest {

  /** Gap: nobody tells a function before its next write that its client went away. */
  @Override
  void aClientThatLeavesBeforeTheAnswerBeginsCancelsTheUpstreamCall() {}
}
