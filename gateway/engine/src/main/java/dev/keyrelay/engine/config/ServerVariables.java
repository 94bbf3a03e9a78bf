package dev.keyrelay.engine.config;

import static dev.keyrelay.engine.config.Section.SERVER;

import java.time.Duration;
import java.util.List;

/** The variables of where the gateway stands, and of what comes in and goes out. */
final class ServerVariables {

  static final Variable<String> HOME =
      Variable.optional(
          SERVER,
          Home.VARIABLE,
          Forms.text(),
          "the working directory",
          "The folder that holds .env, oauth_creds, plugins, logs and state.");

  static final Variable<String> PLUGINS_DIR =
      Variable.optional(
          SERVER,
          "KEYRELAY_PLUGINS_DIR",
          Forms.text(),
          "plugins in the home folder",
          "The folder of your own provider jars.");

  static final Variable<String> HOST =
      Variable.of(SERVER, "KEYRELAY_HOST", Forms.text(), "127.0.0.1", "The address to listen on.");

  static final Variable<Integer> PORT =
      Variable.of(
          SERVER,
          "PORT",
          Forms.whole(0, 65_535),
          8000,
          "The port to listen on; 0 takes a free one.");

  static final Variable<String> PROXY_API_KEY =
      Variable.optional(
          SERVER,
          "PROXY_API_KEY",
          Forms.secret(),
          "one is made at the first start and kept in state/proxy_api_key",
          "The key that clients must send; several are separated by commas.");

  static final Variable<String> SALT =
      Variable.optional(
          SERVER,
          "KEYRELAY_SALT",
          Forms.secret(),
          "one is made at the first start and kept in state/salt",
          "The salt of credentials' ids; the same on all instances that share state.");

  static final Variable<Long> MAX_BODY =
      Variable.of(
          SERVER,
          "MAX_BODY_SIZE",
          Forms.bytes(1024, 1L << 30),
          32L << 20,
          "The largest request body that is accepted.");

  static final Variable<Duration> HEARTBEAT =
      Variable.of(
          SERVER,
          "STREAM_HEARTBEAT_INTERVAL_SECONDS",
          Forms.duration(Duration.ZERO, Duration.ofDays(1)),
          Duration.ofSeconds(15),
          "How long a stream may be silent before a comment is sent to the client; 0 sends none.");

  private static final Variable<String> HTTPS_PROXY =
      proxy(
          "HTTPS_PROXY",
          "The HTTP proxy for https addresses, such as http://user:password@host:3128.");

  private static final Variable<String> HTTP_PROXY =
      proxy("HTTP_PROXY", "The HTTP proxy for http addresses; it must allow CONNECT to them.");

  private static final Variable<List<String>> NO_PROXY =
      Variable.optional(
          SERVER,
          "NO_PROXY",
          Forms.names(),
          "none",
          "Host names that are called without a proxy, as this machine always is, separated by"
              + " commas.");

  private ServerVariables() {}

  /** All of them, in the order of tables. */
  static List<Variable<?>> all() {
    return List.of(
        HOME,
        PLUGINS_DIR,
        HOST,
        PORT,
        PROXY_API_KEY,
        SALT,
        MAX_BODY,
        HEARTBEAT,
        HTTPS_PROXY,
        HTTP_PROXY,
        NO_PROXY);
  }

  private static Variable<String> proxy(String name, String meaning) {
    return Variable.optional(SERVER, name, Forms.secret(), "none", meaning);
  }
}
