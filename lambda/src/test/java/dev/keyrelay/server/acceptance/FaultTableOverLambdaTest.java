package dev.keyrelay.server.acceptance;

/** The rows of the fault table that {@code LambdaHost} chooses. */
class FaultTableOverLambdaTest extends FaultTableTest {}
