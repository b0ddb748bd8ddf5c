package io.streamweir.internal.lane;

import io.streamweir.listener.EntryFailure;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Why an entry was not handled successfully. Immutable.
 *
 * @param summary what happened, for people: what was thrown, where, and what caused it; at most
 *     2,000 characters
 * @param thrown what was thrown; null where the handler, or a rule, said it
 * @param postponed whether the handler asked for another time without having failed
 * @param deadBecause the reason of the dead letter that the entry becomes; empty where it lives on
 */
public record Failure(
    String summary, @Nullable Throwable thrown, boolean postponed, String deadBecause) {
  private static final int MOST_SUMMARY_CHARS = 2_000;
  private static final int MOST_DETAIL_CHARS = 8_000;
  private static final int MOST_CAUSE_CHARS = 500; // of each message behind the first one
  private static final int MOST_CAUSES = 8;
  private static final int[] FRAMES = {8, 4, 2, 1}; // of each cause: as many as there is room for

  /** Keeps as much of the summary as is allowed. */
  public Failure {
    summary = cut(summary, MOST_SUMMARY_CHARS);
  }

  /** What was thrown, with its causes. */
  static Failure of(Throwable thrown) {
    return new Failure(summary(causes(thrown)), thrown, false, "");
  }

  /** What was thrown, where its message alone tells people what happened. */
  static Failure because(String reason, Throwable thrown) {
    return new Failure(reason, thrown, false, "");
  }

  /** A reason that was given. */
  static Failure because(String reason) {
    return new Failure(reason, null, false, "");
  }

  /** The reason for which a handler asked for another time. */
  static Failure postponed(String reason) {
    return new Failure(reason, null, true, "");
  }

  /** The same, with which the entry becomes a dead letter for this reason; empty for none. */
  public Failure dead(String reason) {
    return new Failure(summary, thrown, postponed, reason);
  }

  /**
   * The summary, and behind it the first frames of what was thrown and of each cause, as a stack
   * trace; at most 8,000 characters.
   */
  String detail() {
    if (thrown == null) {
      return summary;
    }
    List<Throwable> causes = causes(thrown);
    String detail = summary;
    for (int frames : FRAMES) {
      detail = summary + frames(causes, frames);
      if (detail.length() <= MOST_DETAIL_CHARS) {
        return detail;
      }
    }
    return cut(detail, MOST_DETAIL_CHARS);
  }

  /** What is told of it; null where the handler asked for another time without having failed. */
  public @Nullable EntryFailure told() {
    return postponed
        ? null
        : new EntryFailure(thrown == null ? "" : thrown.getClass().getName(), deadBecause);
  }

  /** What such failures have in common: the reason, the class of what was thrown, and where. */
  String kind() {
    if (thrown == null) {
      return deadBecause;
    }
    StackTraceElement[] trace = trace(thrown);
    String where = trace.length == 0 ? "" : " at " + trace[0];
    return deadBecause + " " + thrown.getClass().getName() + where;
  }

  /** The throwable and its causes; of a long chain the first ones and the last one. */
  private static List<Throwable> causes(Throwable thrown) {
    List<Throwable> causes = new ArrayList<>();
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Throwable t = thrown; t != null && seen.size() < 1_000 && seen.add(t); t = cause(t)) {
      if (causes.size() == MOST_CAUSES) {
        causes.remove(MOST_CAUSES - 1);
      }
      causes.add(t);
    }
    return causes;
  }

  private static String summary(List<Throwable> causes) {
    StringBuilder summary = new StringBuilder(cut(text(causes.get(0)), MOST_SUMMARY_CHARS));
    StackTraceElement[] trace = trace(causes.get(0));
    summary.append(trace.length == 0 ? "" : " at " + trace[0]);
    for (Throwable cause : causes.subList(1, causes.size())) {
      summary.append("; caused by: ").append(cut(text(cause), MOST_CAUSE_CHARS));
    }
    return summary.toString();
  }

  private static String frames(List<Throwable> causes, int most) {
    StringBuilder text = new StringBuilder();
    for (Throwable cause : causes) {
      if (cause != causes.get(0)) {
        text.append("\ncaused by: ").append(cut(text(cause), MOST_CAUSE_CHARS));
      }
      StackTraceElement[] trace = trace(cause);
      for (int i = 0; i < Math.min(most, trace.length); i++) {
        text.append("\n\tat ").append(trace[i]);
      }
      if (trace.length > most) {
        text.append("\n\t... ").append(trace.length - most).append(" more");
      }
    }
    return text.toString();
  }

  // What users write may throw in turn.

  private static String text(Throwable thrown) {
    try {
      return String.valueOf(thrown.toString());
    } catch (RuntimeException | Error e) {
      return thrown.getClass().getName() + ", which cannot be described";
    }
  }

  private static StackTraceElement[] trace(Throwable thrown) {
    try {
      return thrown.getStackTrace();
    } catch (RuntimeException | Error e) {
      return new StackTraceElement[0];
    }
  }

  private static @Nullable Throwable cause(Throwable thrown) {
    try {
      return thrown.getCause();
    } catch (RuntimeException | Error e) {
      return null;
    }
  }

  private static String cut(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most);
  }
}
