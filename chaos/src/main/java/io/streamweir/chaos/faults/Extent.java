package io.streamweir.chaos.faults;

import java.time.Duration;

/** How long and how often trouble is made. */
public enum Extent {
  /** As for every build. */
  SHORT,
  /** As for a release. */
  LONG;

  int of(int brief, int thorough) {
    return this == SHORT ? brief : thorough;
  }

  Duration ofSeconds(int brief, int thorough) {
    return Duration.ofSeconds(of(brief, thorough));
  }
}
