package io.streamweir.redis;

import io.streamweir.internal.wire.Wire;
import io.streamweir.pipeline.StreamweirException;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * A command that did not end well: the server refused it, it never left, or its answer was lost.
 */
public final class RedisCallException extends StreamweirException {
  private static final long serialVersionUID = 1L;

  /** The code of a command that was not sent, for want of a connection. */
  public static final String NOT_CONNECTED = "NOT_CONNECTED";

  /** The code of a command whose answer did not come: it may have been carried out or not. */
  public static final String NO_ANSWER = "NO_ANSWER";

  /** The code of a command that would need memory, which the server may not take any more. */
  public static final String FULL = "OOM";

  /** The code of a call whose arguments could not be written. */
  public static final String UNSENDABLE = "UNSENDABLE";

  /** The code of a command that the user may not run, or not on these keys or channels. */
  public static final String NOPERM = "NOPERM";

  /** The code of a script that only the owner of a partition of a keyed stage may run. */
  public static final String NOT_OWNER = "NOTOWNER";

  /** The code of a submit that is refused, since an operator has paused the pipeline. */
  public static final String CLOSED = "CLOSED";

  /** The code of a link whose two sides do not trust each other, or do not both speak TLS. */
  public static final String TLS = "TLS";

  /** The code of a link whose password file cannot be read. */
  public static final String PASSWORD_FILE = "PASSWORD_FILE";

  /** The code of a connection that the server refused, since it has as many as it may. */
  public static final String MAX_CLIENTS = "MAXCLIENTS";

  /** How servers begin that refusal; those of a cluster count their own connections, too. */
  private static final String NO_ROOM = "ERR max number of clients";

  private static final Set<String> PASSING =
      Set.of(
          NOT_CONNECTED,
          MAX_CLIENTS,
          NO_ANSWER,
          "LOADING",
          "READONLY",
          FULL,
          "MISCONF",
          "BUSY",
          "TRYAGAIN",
          "CLUSTERDOWN",
          "MASTERDOWN",
          "NOREPLICAS",
          "NOSCRIPT",
          "MOVED",
          "ASK",
          "UNBLOCKED");

  private static final Set<String> EXPECTED = Set.of("NOSCRIPT", "NOGROUP", "BUSYGROUP");

  private static final Set<String> ELSEWHERE = Set.of("MOVED", "ASK", "READONLY");

  private final String code;

  /**
   * A command that failed.
   *
   * @param code the first word of the server's error, or one of the constants of this class
   */
  public RedisCallException(String code, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  /** What a future's failure means; null and foreign exceptions count as a lost answer. */
  public static RedisCallException of(@Nullable Throwable thrown) {
    return thrown == null
        ? new RedisCallException(NO_ANSWER, "the answer was empty", null)
        : Wire.failed(thrown);
  }

  /** The code of an error that a server answered. */
  public static String code(String error) {
    return error.startsWith(NO_ROOM) ? MAX_CLIENTS : error.split(" ", 2)[0];
  }

  /** A call whose arguments could not be written: it was not sent, and never will be. */
  public static RedisCallException unsendable(RuntimeException cause) {
    return cause instanceof RedisCallException known
        ? known
        : new RedisCallException(UNSENDABLE, "it cannot be sent: " + cause, cause);
  }

  /**
   * The first word of the server's error, as {@code NOGROUP}, or one of the constants of this
   * class.
   */
  public String code() {
    return code;
  }

  /** Whether a server has refused the command, so that there is one. */
  public boolean answered() {
    return !code.equals(NO_ANSWER) && !code.equals(NOT_CONNECTED);
  }

  /** Whether the command may have been carried out although there is no answer. */
  public boolean uncertain() {
    return code.equals(NO_ANSWER);
  }

  /** Whether the same command is likely to succeed later without help from an operator. */
  public boolean passing() {
    return PASSING.contains(code);
  }

  /**
   * Whether a failure, or what a future wrapped in it, is a call that is likely to succeed later
   * without help from an operator.
   */
  public static boolean isPassing(Throwable thrown) {
    Throwable cause =
        thrown instanceof CompletionException && thrown.getCause() != null
            ? thrown.getCause()
            : thrown;
    return cause instanceof RedisCallException failure && failure.passing();
  }

  /**
   * Whether the engine goes on from this answer by itself, and nothing is wrong: a script is not
   * loaded yet, a key or a group is not there yet, or the group is there already.
   */
  public boolean expected() {
    return EXPECTED.contains(code) || String.valueOf(getMessage()).contains("no such key");
  }

  /** Whether the server that answered is not the one to ask, or not any more. */
  public boolean elsewhere() {
    return ELSEWHERE.contains(code);
  }
}
