/** State in Redis or Valkey, shared by the instances of a gateway. */
@NullMarked
package dev.keyrelay.engine.state.redis;

import org.jspecify.annotations.NullMarked;
