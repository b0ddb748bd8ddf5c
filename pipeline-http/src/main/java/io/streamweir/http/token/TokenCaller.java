package io.streamweir.http.token;

import io.streamweir.http.core.Caller;
import io.streamweir.http.core.Problem;
import io.streamweir.http.core.ProblemType;
import io.streamweir.http.core.Role;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A caller with a token. What it has open counts on when the file is read again. Thread-safe. */
final class TokenCaller implements Caller {
  private final Token token;
  private final byte[] hash;
  private final Usage usage;

  private TokenCaller(Token token, Usage usage) {
    this.token = token;
    usage.now = token;
    this.hash = HexFormat.of().parseHex(token.hash());
    this.usage = usage;
  }

  /**
   * A caller that is new.
   *
   * @param look has the file looked at again where that is due
   */
  static TokenCaller of(Token token, NanoClock clock, Runnable look) {
    return new TokenCaller(token, new Usage(clock, look));
  }

  /** The same caller by another line of the file. */
  TokenCaller as(Token changed) {
    return new TokenCaller(changed, usage);
  }

  /** The file has no line of the token any more. */
  void withdraw() {
    usage.now = null;
  }

  /** A clock that only goes forth. */
  @FunctionalInterface
  interface NanoClock {
    long nanos();
  }

  /** What the file says now, what a caller has open, and when it may ask again. */
  private static final class Usage {
    final AtomicInteger streams = new AtomicInteger();
    final AtomicInteger waits = new AtomicInteger();
    final Permits permits;
    final Runnable look;
    volatile @Nullable Token now;

    Usage(NanoClock clock, Runnable look) {
      this.look = look;
      permits = new Permits(clock);
    }
  }

  Token token() {
    return token;
  }

  byte[] hash() {
    return hash;
  }

  @Override
  public String name() {
    return token.name();
  }

  @Override
  public boolean may(Role role) {
    return token.roles().contains(role)
        || (role == Role.READ && token.roles().contains(Role.OPERATE));
  }

  @Override
  public boolean sees(String pipeline) {
    return token.pipelines().isEmpty() || token.pipelines().contains(pipeline);
  }

  /** Other limits count from the next request on. */
  @Override
  public boolean valid() {
    usage.look.run();
    Token now = usage.now;
    return now != null
        && now.name().equals(token.name())
        && now.roles().equals(token.roles())
        && now.pipelines().equals(token.pipelines());
  }

  @Override
  public long maxBodyBytes() {
    return token.limits().body();
  }

  @Override
  public void admit() {
    int rate = token.limits().rate();
    Duration wait = rate == 0 ? Duration.ZERO : usage.permits.take(rate);
    if (!wait.isZero()) {
      throw Problem.of(
              ProblemType.RATE_LIMITED, "%s may ask %s times per second".formatted(name(), rate))
          .withRetryAfter(wait)
          .asException();
    }
  }

  @Override
  public Slot open(Open kind) {
    int most = kind == Open.STREAM ? token.limits().streams() : token.limits().waits();
    AtomicInteger open = kind == Open.STREAM ? usage.streams : usage.waits;
    if (open.incrementAndGet() > most) {
      open.decrementAndGet();
      String what = kind == Open.STREAM ? "streams" : "waiting requests";
      throw Problem.of(
              ProblemType.TOO_MANY_OPEN, "%s may have %s %s open".formatted(name(), most, what))
          .withRetryAfter(Duration.ofSeconds(1))
          .asException();
    }
    AtomicBoolean closed = new AtomicBoolean();
    return () -> {
      if (closed.compareAndSet(false, true)) {
        open.decrementAndGet();
      }
    };
  }
}
