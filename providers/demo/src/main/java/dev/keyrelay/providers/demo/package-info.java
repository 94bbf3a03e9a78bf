/**
 * The demo provider and its upstream: a scripted HTTP server in the same process, which tests and
 * the benchmark use as well.
 */
@NullMarked
package dev.keyrelay.providers.demo;

import org.jspecify.annotations.NullMarked;
