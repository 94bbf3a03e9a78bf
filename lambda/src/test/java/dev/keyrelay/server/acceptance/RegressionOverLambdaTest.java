package dev.keyrelay.server.acceptance;

/** The regression list over Lambda events, without gaps. */
class RegressionOverLambdaTest extends RegressionTest {}
