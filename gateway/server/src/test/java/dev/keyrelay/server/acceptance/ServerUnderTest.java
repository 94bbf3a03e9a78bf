package dev.keyrelay.server.acceptance;

import dev.keyrelay.engine.Engine;
import dev.keyrelay.engine.config.Configuration;
import dev.keyrelay.engine.credential.ClientKeys;
import dev.keyrelay.engine.plugin.Plugins;
import dev.keyrelay.server.Gateway;
import dev.keyrelay.server.ServerOptions;
import java.net.URI;
import java.util.ServiceLoader;

/** The application while the suite runs, whatever hosts it. */
public interface ServerUnderTest extends AutoCloseable {

  /** Where clients reach it. */
  URI uri();

  /** What answers. */
  Engine engine();

  @Override
  void close();

  /** Starts the application; a module that runs the suite on another host provides one. */
  interface Host {

    /** Starts it on a free port of this machine. */
    ServerUnderTest start(Configuration configuration, Plugins plugins, ClientKeys keys);

    /** Whether a row of the fault table is worth its time on this host. */
    default boolean runs(String fault, int keys, boolean stream) {
      return true;
    }

    /** The one on the class path; the Netty server if there is none. */
    static Host present() {
      return ServiceLoader.load(Host.class).findFirst().orElse(NettyHost.INSTANCE);
    }
  }

  /** The server as users run it. */
  enum NettyHost implements Host {
    INSTANCE;

    @Override
    public ServerUnderTest start(Configuration configuration, Plugins plugins, ClientKeys keys) {
      var options = ServerOptions.defaults().listeningOn("127.0.0.1", 0);
      var gateway = Gateway.start(configuration, plugins, keys, options);
      return new ServerUnderTest() {
        @Override
        public URI uri() {
          return gateway.uri();
        }

        @Override
        public Engine engine() {
          return gateway.engine();
        }

        @Override
        public void close() {
          gateway.close();
        }
      };
    }
  }
}
