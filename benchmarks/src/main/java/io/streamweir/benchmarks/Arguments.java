package io.streamweir.benchmarks;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The command line.
 *
 * @param quick few entries and three rounds
 * @param rounds how many rounds count; 0 for as many as usual
 * @param json where to write all figures, or null
 * @param report figures to write into the documents instead of measuring, or null
 * @param redisServer the server's binary, or null for the one on the PATH
 * @param only part of the contestants' names, beside the baseline; empty for all
 * @param help whether only the usage is wanted
 * @param scenarios what to measure; empty for everything
 */
record Arguments(
    boolean quick,
    int rounds,
    @Nullable Path json,
    @Nullable Path report,
    @Nullable Path redisServer,
    String only,
    boolean help,
    List<String> scenarios) {
  static final String USAGE =
      """
      Usage: benchmarks/run [--quick] [--json FILE] [--redis-server PATH] [--rounds N] [--only WORD] [SCENARIO...]
             benchmarks/run jmh [JMH-OPTION...]
             benchmarks/run --report FILE
             benchmarks/run --install-peers

      Measures Streamweir beside the bare loop and its peers, in alternation, against a redis-server of its own.

        --quick              few entries, 3 rounds; done within a minute
        --json FILE          also writes every figure of every round to FILE
        --redis-server PATH  which server to start; else the one on the PATH, else an embedded one
        --rounds N           how many rounds count; 5 unless told otherwise
        --only WORD          only the baseline and the contestants whose name contains WORD
        --report FILE        draws docs/benchmarks/*.svg and the tables of docs/benchmarks.md from such a FILE
        --install-peers      installs Celery, RQ, Flask and wrk (apt-get) and BullMQ (npm) for the scenarios http and peers

      Scenarios: %s. Without any, all of them.
      """;

  /** Scenarios are words; the rest is as the usage says. */
  static Arguments parse(String... words) {
    Deque<String> left = new ArrayDeque<>(List.of(words));
    boolean quick = false;
    boolean help = false;
    String only = "";
    int rounds = 0;
    Path json = null;
    Path report = null;
    Path redisServer = null;
    List<String> scenarios = new ArrayList<>();
    while (!left.isEmpty()) {
      String word = left.remove();
      switch (word) {
        case "--quick" -> quick = true;
        case "--help", "-h" -> help = true;
        case "--rounds" -> rounds = number(word, value(word, left));
        case "--only" -> only = value(word, left);
        case "--json" -> json = Path.of(value(word, left));
        case "--report" -> report = Path.of(value(word, left));
        case "--redis-server" -> redisServer = Path.of(value(word, left));
        default -> scenarios.add(scenario(word));
      }
    }
    return new Arguments(
        quick, rounds, json, report, redisServer, only, help, List.copyOf(scenarios));
  }

  /** How many rounds count. */
  int roundsOrUsual() {
    return rounds > 0 ? rounds : quick ? 3 : 5;
  }

  private static String value(String option, Deque<String> left) {
    if (left.isEmpty()) {
      throw new IllegalArgumentException(option + " wants a value");
    }
    return left.remove();
  }

  private static int number(String option, String value) {
    if (!value.matches("[1-9][0-9]{0,3}")) {
      throw new IllegalArgumentException(option + " wants a number from 1 to 9999: " + value);
    }
    return Integer.parseInt(value);
  }

  private static String scenario(String word) {
    if (word.startsWith("-")) {
      throw new IllegalArgumentException("unknown option " + word);
    }
    return word;
  }
}
