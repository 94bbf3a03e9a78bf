package dev.keyrelay.engine.state.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyrelay.engine.state.StateException;
import io.lettuce.core.RedisURI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedisAddressTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://:secret@host",
        "redis://",
        "redis://:secret@",
        "redis://:secret@one:6379,two:6379",
        "redis-socket:///run/secret.sock",
        "redis-sentinel://:secret@host",
        "secret"
      })
  void whatIsNoAddressIsRefusedWithoutQuotingIt(String url) {
    assertThatThrownBy(() -> RedisAddress.parse(url))
        .isInstanceOf(StateException.class)
        .hasMessageContaining("KEYRELAY_REDIS_URL")
        .hasMessageNotContaining("secret");
  }

  @Test
  void whatIsShownHasNoPassword() {
    assertThat(RedisAddress.shown(RedisAddress.parse("rediss://me:secret@host:7000/2")))
        .isEqualTo("host:7000");
    assertThat(
            RedisAddress.shown(RedisAddress.parse("redis-sentinel://:secret@one,two:27000/0#main")))
        .isEqualTo("(sentinels one:26379, two:27000, master main)");
  }

  @Test
  void aNodeThatReferredToIsAskedInTheSameWay() {
    var uri = RedisAddress.parse("rediss://me:secret@one:7000");

    assertThat(RedisAddress.moved(uri, "MOVED 866 two:7001"))
        .hasValueSatisfying(
            moved -> {
              assertThat(RedisAddress.shown(moved)).isEqualTo("two:7001");
              assertThat(moved.isSsl()).isTrue();
              assertThat(moved.getCredentialsProvider()).isNotNull();
            });
    assertThat(RedisAddress.moved(uri, "MOVED 866 :7001").map(RedisAddress::shown))
        .contains("one:7001");
    assertThat(RedisAddress.moved(uri, "MOVED 866 ::1:7001").map(RedisURI::getHost))
        .contains("::1");
    assertThat(RedisAddress.moved(uri, "ERR unknown command")).isEmpty();
  }
}
