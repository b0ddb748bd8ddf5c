package io.streamweir.stages.accesslog;

import io.streamweir.pipeline.Count;

/** The names of the counters that the pipeline keeps, which the report reads. */
final class Counters {
  /** Group: lines and bytes in all. */
  static final String TOTALS = "totals";

  /** Group: requests by status code, as three digits. */
  static final String STATUS = "status";

  /** Group: requests by method. */
  static final String METHODS = "methods";

  /** Group: requests by minute in UTC, as {@code 2015-05-17T10:05Z}. */
  static final String MINUTES = "minutes";

  /** Group: requests by path, without the query; only those that have a method. */
  static final String PATHS = "paths";

  /** Group: requests by visitor and resource, as {@code person/page}. */
  static final String TRAFFIC = "traffic";

  /** Group: findings by kind, as {@code sql-injection}. */
  static final String FINDINGS = "findings";

  /** Group: the server's failures in minutes for which there was an alert, by minute in UTC. */
  static final String ALERTS = "alerts";

  /** In totals: lines in the format. */
  static final String ACCEPTED = "accepted";

  /** In totals: lines not in the format. */
  static final String REJECTED = "rejected";

  /** In totals: the bytes of all answers. */
  static final String BYTES = "bytes";

  private Counters() {}

  static Count totals(String field, long delta) {
    return new Count(TOTALS, field, delta);
  }
}
