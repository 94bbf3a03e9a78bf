package dev.keyrelay.server.acceptance;

/** What web pages may do, over Lambda events. */
class CrossOriginOverLambdaTest extends CrossOriginTest {}
