package io.streamweir.http.core;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A whole body, from when it is read until its request is answered. Takes memory as bytes come, of
 * what all bodies of a server share, and gives it back at the end. Thread-safe.
 */
public final class HeldBody {
  private static final int FIRST = 1 << 10;
  private static final Duration SOON = Duration.ofSeconds(1);

  private final BodyRoom room;
  private final Caller caller;
  private final long most;
  private final long likely;
  private byte[] bytes = new byte[0];
  private int length;
  private boolean released;
  private @Nullable Problem refusal;

  /**
   * A body of which nothing has come.
   *
   * @param room what all bodies share
   * @param caller who sends it
   * @param most how many bytes the body may have
   * @param said how many the client says it has; {@link Long#MAX_VALUE} where it does not say
   */
  HeldBody(BodyRoom room, Caller caller, long most, long said) {
    this.room = room;
    this.caller = caller;
    this.most = most;
    this.likely = Math.min(most, said);
    this.refusal = said > most && said != Long.MAX_VALUE ? tooLarge(most) : null;
  }

  /** Takes all that is there. What comes behind a refusal is passed over. */
  public synchronized void add(ByteBuffer from) {
    int count = from.remaining();
    if (released || refusal != null) {
      from.position(from.limit());
    } else if ((long) length + count > most) {
      refuse(tooLarge(most));
    } else if (!grow(length + count)) {
      refuse(
          Problem.of(
                  ProblemType.BUSY,
                  "the server holds as many bodies as it can, or as many of this caller")
              .withRetryAfter(SOON));
    } else {
      from.get(bytes, length, count);
      length += count;
    }
  }

  /** That a body has more bytes than it may. */
  static Problem tooLarge(long most) {
    return Problem.of(ProblemType.TOO_LARGE, "a body may have " + most + " bytes");
  }

  private void refuse(Problem why) {
    refusal = why;
    giveBack();
  }

  private boolean grow(int needed) {
    if (needed <= bytes.length) {
      return true;
    }
    long doubled = Math.max(FIRST, 2L * bytes.length);
    int grown = (int) Math.max(needed, Math.min(likely, doubled));
    int more = grown - bytes.length;
    if (!room.take(caller, bytes.length, more)) {
      return false;
    }
    bytes = Arrays.copyOf(bytes, grown);
    return true;
  }

  /** Why the body is not taken; empty while it is. */
  public synchronized Optional<Problem> refusal() {
    return Optional.ofNullable(refusal);
  }

  /** What has come; not to be changed. */
  public synchronized byte[] bytes() {
    return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
  }

  /** Nobody needs the body any longer. */
  synchronized void release() {
    released = true;
    giveBack();
  }

  private void giveBack() {
    room.give(caller, bytes.length);
    bytes = new byte[0];
    length = 0;
  }
}
