package io.streamweir.stages.accesslog;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What the pipeline {@code access-log} has counted. Immutable and thread-safe.
 *
 * @param accepted lines in common or combined format
 * @param rejected every other line, while it is a dead letter
 * @param bytes the size of all answers' bodies, where the log has a hyphen 0
 * @param status requests by status code, always three digits
 * @param methods requests by method; {@code other} stands for requests that are not {@code METHOD
 *     target HTTP/d.d}
 * @param minutes requests by minute in UTC, as {@code 2015-05-17T10:05Z}
 * @param paths the paths with most hits, most first, equal ones by name. A path is the target up to
 *     its first question mark, as it was logged; requests with the method {@code other} have none
 * @param traffic requests by visitor and resource: {@code person/page}, {@code bot/asset} and so on
 * @param alerts the server's failures by minute in UTC, of minutes for which there was an alert
 * @param findings findings by kind, such as {@code sql-injection} and {@code server-error}
 */
public record AccessLogReport(
    long accepted,
    long rejected,
    long bytes,
    SortedMap<String, Long> status,
    SortedMap<String, Long> methods,
    SortedMap<String, Long> minutes,
    List<PathHits> paths,
    SortedMap<String, Long> traffic,
    SortedMap<String, Long> alerts,
    SortedMap<String, Long> findings) {
  /** How many paths a report holds unless told otherwise. */
  public static final int DEFAULT_PATHS = 20;

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Comparator<PathHits> MOST_HITS_FIRST =
      Comparator.comparingLong(PathHits::hits).reversed().thenComparing(PathHits::path);

  /**
   * One path and how often it was asked for.
   *
   * @param path the path as it was logged; may hold anything, so escape it before it reaches a
   *     terminal
   * @param hits requests
   */
  public record PathHits(String path, long hits) {}

  /** Keeps copies. */
  public AccessLogReport {
    status = copy(status);
    methods = copy(methods);
    minutes = copy(minutes);
    paths = List.copyOf(paths);
    traffic = copy(traffic);
    alerts = copy(alerts);
    findings = copy(findings);
  }

  /** Reads the counters, with the {@value #DEFAULT_PATHS} busiest paths. */
  public static AccessLogReport of(Function<String, Map<String, Long>> counters) {
    return of(counters, DEFAULT_PATHS);
  }

  /**
   * Reads the counters.
   *
   * @param counters gives, for the name of a group of counters, each counter summed over all
   *     partitions; an empty map where there is no such group
   * @param mostPaths how many of the busiest paths to keep, at least 0
   */
  public static AccessLogReport of(Function<String, Map<String, Long>> counters, int mostPaths) {
    Map<String, Long> totals = counters.apply(Counters.TOTALS);
    return new AccessLogReport(
        totals.getOrDefault(Counters.ACCEPTED, 0L),
        totals.getOrDefault(Counters.REJECTED, 0L),
        totals.getOrDefault(Counters.BYTES, 0L),
        new TreeMap<>(counters.apply(Counters.STATUS)),
        new TreeMap<>(counters.apply(Counters.METHODS)),
        new TreeMap<>(counters.apply(Counters.MINUTES)),
        busiest(counters.apply(Counters.PATHS), mostPaths),
        new TreeMap<>(counters.apply(Counters.TRAFFIC)),
        new TreeMap<>(counters.apply(Counters.ALERTS)),
        new TreeMap<>(counters.apply(Counters.FINDINGS)));
  }

  /** All lines that were counted. */
  public long lines() {
    return accepted + rejected;
  }

  /** All findings, of whatever kind. */
  public long findingsInAll() {
    return findings.values().stream().mapToLong(Long::longValue).sum();
  }

  /** The report as one line of JSON. */
  public String toJson() {
    return toNode().toString();
  }

  /** The same with {@code seconds} and {@code jobsPerSecond} of a run that took so long. */
  public String toJson(Duration elapsed) {
    return toNode()
        .put("seconds", elapsed.toMillis() / 1000.0)
        .put("jobsPerSecond", Math.round(jobsPerSecond(elapsed) * 10) / 10.0)
        .toString();
  }

  /** The report for a person to read. */
  public String toText(ReportStyle style) {
    return new ReportText(this, style).render();
  }

  double jobsPerSecond(Duration elapsed) {
    return lines() * 1000.0 / Math.max(1, elapsed.toMillis());
  }

  private ObjectNode toNode() {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("accepted", accepted).put("rejected", rejected).put("bytes", bytes);
    node.set("status", JSON.valueToTree(status));
    node.set("methods", JSON.valueToTree(methods));
    node.set("minutes", JSON.valueToTree(minutes));
    node.set("paths", JSON.valueToTree(paths));
    node.set("alerts", JSON.valueToTree(alerts));
    return node.put("findings", findingsInAll());
  }

  /** Keeps only as many as are wanted at a time: a log may hold millions of paths. */
  private static List<PathHits> busiest(Map<String, Long> hits, int most) {
    PriorityQueue<PathHits> kept = new PriorityQueue<>(MOST_HITS_FIRST.reversed());
    hits.forEach(
        (path, count) -> {
          kept.add(new PathHits(path, count));
          if (kept.size() > most) {
            kept.poll();
          }
        });
    return kept.stream().sorted(MOST_HITS_FIRST).toList();
  }

  private static SortedMap<String, Long> copy(SortedMap<String, Long> counts) {
    return Collections.unmodifiableSortedMap(new TreeMap<>(counts));
  }
}
