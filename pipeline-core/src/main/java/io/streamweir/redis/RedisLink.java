package io.streamweir.redis;

import io.streamweir.internal.wire.Connector;
import io.streamweir.internal.wire.FirstUse;
import io.streamweir.internal.wire.PatientWire;
import io.streamweir.internal.wire.ServerVersion;
import io.streamweir.internal.wire.SharedConnection;
import io.streamweir.internal.wire.Wire;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * The way to one Redis: a connection that all commands and scripts share, and connections of their
 * own for blocking reads and for pub/sub. Reconnects by itself and never sends a command twice.
 * Thread-safe. The code that opens a link closes it.
 */
public final class RedisLink implements AutoCloseable {
  private static final int AT_ONCE = 200; // each may be several commands

  private final RedisConfig config;
  private final FirstUse<SharedConnection> shared;
  private final Heard heard;
  private final RedisIdentity identity;
  private final boolean patient;

  private RedisLink(
      RedisConfig config,
      FirstUse<SharedConnection> shared,
      Heard heard,
      RedisIdentity identity,
      boolean patient) {
    this.config = config;
    this.shared = shared;
    this.heard = heard;
    this.identity = identity;
    this.patient = patient;
  }

  /**
   * Opens a link with the default configuration.
   *
   * @param uri see {@link RedisConfig}
   * @throws RedisCallException where no server answers, or where it refuses the user
   * @throws IllegalArgumentException where the URI cannot be understood
   */
  public static RedisLink open(String uri) {
    return open(RedisConfig.of(uri));
  }

  /**
   * Opens a link.
   *
   * @throws RedisCallException where no server answers, where it refuses the user, or where it is
   *     older than Redis 7.0
   * @throws IllegalArgumentException where the URI cannot be understood
   */
  public static RedisLink open(RedisConfig config) {
    RedisLink link = later(config);
    link.shared.get();
    return link;
  }

  /**
   * A link that connects when it is first used, for programs that start while Redis may be away.
   * Each method that needs Redis then throws what {@link #open(RedisConfig)} throws. After a
   * failure the next call connects anew. {@link #connected} and {@link #listen} do not connect.
   */
  public static RedisLink later(RedisConfig config) {
    Heard heard = new Heard();
    FirstUse<SharedConnection> shared = new FirstUse<>(() -> connect(config, heard));
    return new RedisLink(config, shared, heard, new RedisIdentity(), false);
  }

  private static SharedConnection connect(RedisConfig config, Heard heard) {
    SharedConnection made = SharedConnection.open(config);
    try {
      FirstUse<SharedConnection> asked = FirstUse.of(made);
      ServerVersion.check(new RedisLink(config, asked, heard, new RedisIdentity(), true));
      made.listen(heard);
      return made;
    } catch (RuntimeException e) {
      made.close();
      throw e;
    }
  }

  /** Tells on what it hears; to whom may be said before there is a connection. */
  private static final class Heard implements CommandListener {
    private volatile CommandListener listener = CommandListener.NONE;

    @Override
    public void answered(String command, long nanos) {
      listener.answered(command, nanos);
    }

    @Override
    public void failed(String command, RedisCallException failure) {
      listener.failed(command, failure);
    }
  }

  /**
   * The same link for calls whose caller waits for each answer, as a command or an inspection does:
   * where the connection is just being re-established, a call waits for it, for at most the command
   * timeout, instead of failing at once. A call that may have been sent is never sent again.
   *
   * <p>Not for workers and submits: several calls under way at once might arrive in another order.
   * Closing either closes both.
   */
  public RedisLink patient() {
    return patient ? this : new RedisLink(config, shared, heard, identity, true);
  }

  /** Where the link leads and how patient it is. */
  public RedisConfig config() {
    return config;
  }

  /**
   * Which Redis this is, for the label {@code redis} of metrics: the configured name, else the name
   * that Sentinel has for the master (but not {@code mymaster}, which many have), else an identity
   * that Redis itself keeps. The first call may ask Redis; it never throws for what Redis answers.
   */
  public String name() {
    return identity.of(this);
  }

  /**
   * Waits for an answer, at most a little longer than the command timeout; twice that at a {@link
   * #patient} link.
   *
   * @throws RedisCallException where the command did not end well
   */
  public <T> T await(CompletableFuture<T> answer) {
    Duration patience = config.commandTimeout().multipliedBy(patient ? 2 : 1).plusSeconds(1);
    try {
      return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw Wire.failed(e);
    } catch (TimeoutException e) {
      throw new RedisCallException(RedisCallException.NO_ANSWER, "no answer within " + patience, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RedisCallException(RedisCallException.NO_ANSWER, "interrupted while waiting", e);
    }
  }

  /**
   * Asks the same of each and waits for all answers. It does not wait for one answer before it asks
   * for the next, so that the network's delay counts once; but no more than a few hundred questions
   * are under way at once.
   *
   * @param ask begins one question
   */
  public <S, T> List<T> awaitEach(Collection<S> all, Function<S, CompletableFuture<T>> ask) {
    List<T> answers = new ArrayList<>(all.size());
    awaitEach(all, AT_ONCE, ask, (each, answer) -> answers.add(answer));
    return answers;
  }

  /**
   * The same where answers are long: no more are kept than are under way.
   *
   * @param atOnce how many questions may be under way at once
   * @param ask begins one question
   * @param answered takes each answer, in the order of the questions, on this thread
   */
  public <S, T> void awaitEach(
      Collection<S> all,
      int atOnce,
      Function<S, CompletableFuture<T>> ask,
      BiConsumer<S, T> answered) {
    Queue<Runnable> asked = new ArrayDeque<>();
    for (S each : all) {
      if (asked.size() >= atOnce) {
        asked.remove().run();
      }
      CompletableFuture<T> answer = ask.apply(each);
      asked.add(() -> answered.accept(each, await(answer)));
    }
    asked.forEach(Runnable::run);
  }

  /** Waits for all answers. */
  public <T> List<T> awaitAll(Collection<CompletableFuture<T>> answers) {
    List<T> all = new ArrayList<>();
    answers.forEach(answer -> all.add(await(answer)));
    return all;
  }

  /**
   * Tells this one of every command and script that is sent over the shared connection, so of none
   * that blocks. There is one at a time.
   */
  public void listen(CommandListener listener) {
    heard.listener = listener;
  }

  /** Whether it leads to a Redis Cluster. */
  public boolean cluster() {
    return connector().cluster();
  }

  /**
   * Whether a connection is there right now and answers: false too where it is open and nothing was
   * answered for longer than the command timeout although something was asked.
   */
  public boolean connected() {
    return shared.made().map(SharedConnection::connected).orElse(false);
  }

  @Override
  public void close() {
    shared.end(SharedConnection::close);
  }

  /** The connection that all commands share. */
  public Wire shared() {
    SharedConnection connection = shared.get();
    return patient ? new PatientWire(connection, config.commandTimeout()) : connection.wire();
  }

  /** What opens more connections; for the engine itself. */
  public Connector connector() {
    return shared.get().connector();
  }
}
