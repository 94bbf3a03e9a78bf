package dev.keyrelay.providers.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/**
 * A small HTTP/1.1 server on 127.0.0.1 that plays an LLM service and everything that can go wrong
 * with one. It records every request. A request is answered by the first script that {@link #next}
 * queued, else by the newest rule of {@link #on} that matches, else as {@link DemoBehaviour} says.
 *
 * <p>An {@code https} URI with its port makes a TLS handshake fail.
 */
public final class ScriptedUpstream implements AutoCloseable {

  private static final int BACKLOG = 4096;

  private final ServerSocket server;
  private final InstantSource clock;
  private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
  private final Queue<ReceivedRequest> received = new ConcurrentLinkedQueue<>();
  private final AtomicInteger accepted = new AtomicInteger();
  private final AtomicLong numbers = new AtomicLong();
  private final Rules rules;
  private final boolean recording;

  private ScriptedUpstream(ServerSocket server, InstantSource clock, boolean recording) {
    this.server = server;
    this.clock = clock;
    this.recording = recording;
    this.rules = new Rules(new DemoBehaviour(clock));
  }

  /** Starts one on a free port. */
  public static ScriptedUpstream start() {
    return start(InstantSource.system(), true);
  }

  /** Starts one that keeps no record of its requests, for as long as a gateway runs. */
  static ScriptedUpstream startUnrecorded(InstantSource clock) {
    return start(clock, false);
  }

  private static ScriptedUpstream start(InstantSource clock, boolean recording) {
    try {
      var server = new ServerSocket(0, BACKLOG, InetAddress.getByName("127.0.0.1"));
      var upstream = new ScriptedUpstream(server, clock, recording);
      Thread.ofVirtual().name("scripted-upstream").start(upstream::accept);
      return upstream;
    } catch (IOException e) {
      throw new UncheckedIOException("the scripted upstream found no port on 127.0.0.1", e);
    }
  }

  /** {@code http://127.0.0.1:PORT}, without a slash at the end. */
  public URI uri() {
    return URI.create("http://127.0.0.1:" + server.getLocalPort());
  }

  /** {@link #uri} with the path {@code /v1}: the base URL for OpenAI-compatible providers. */
  public URI openAiUri() {
    return URI.create(uri() + "/v1");
  }

  /**
   * Queues scripts for the next POST requests, one each. Other methods do not use them up, so that
   * a model listing in between does no harm.
   */
  public void next(Script... scripts) {
    rules.queue(List.of(scripts));
  }

  /** Begins a rule for the requests that match; the newest rule that matches wins. */
  public Rule on(Predicate<ReceivedRequest> matches) {
    return rules.add(matches);
  }

  /** Begins a rule for the requests whose path ends so, such as {@code /chat/completions}. */
  public Rule on(String pathEnd) {
    return on(request -> request.path().endsWith(pathEnd));
  }

  /** Begins a rule for the requests that show a key. */
  public Rule onKey(String key) {
    return on(request -> request.key().filter(key::equals).isPresent());
  }

  /** Begins a rule for the requests for a model. */
  public Rule onModel(String model) {
    return on(request -> request.model().equals(model));
  }

  /** Drops all queued scripts and rules. */
  public void forget() {
    rules.clear();
  }

  /** Every request so far, in order of arrival. */
  public List<ReceivedRequest> requests() {
    return List.copyOf(received);
  }

  /** The requests so far whose path ends so. */
  public List<ReceivedRequest> requests(String pathEnd) {
    return received.stream().filter(request -> request.path().endsWith(pathEnd)).toList();
  }

  /** Drops the record of all requests so far. */
  public void forgetRequests() {
    received.clear();
  }

  /** How many connections are open now. */
  public int openConnections() {
    return connections.size();
  }

  /** How many connections were made so far. */
  public int connectionsMade() {
    return accepted.get();
  }

  /** How many recorded requests are being answered now. */
  public long openRequests() {
    return received.stream().filter(ReceivedRequest::open).count();
  }

  /** Closes the port and all connections. Calling it twice is harmless. */
  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    connections.forEach(Connection::close);
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        serve(server.accept());
      } catch (IOException _) {
        // Closed meanwhile, or out of file handles: then the next client tries again.
      }
    }
  }

  private void serve(Socket socket) {
    var connection = new Connection(accepted.getAndIncrement(), socket, clock, new Desk());
    connections.add(connection);
    Thread.ofVirtual().start(connection);
    if (server.isClosed()) {
      connection.close();
    }
  }

  private final class Desk implements Connection.Host {
    @Override
    public Script scriptFor(ReceivedRequest request) {
      return rules.scriptFor(request);
    }

    @Override
    public ReceivedRequest record(int connection, RequestReader.Parts parts) {
      var request =
          new ReceivedRequest(numbers.getAndIncrement(), connection, parts, clock.instant());
      if (recording) {
        received.add(request);
      }
      return request;
    }

    @Override
    public void closed(Connection connection) {
      connections.remove(connection);
    }
  }
}
