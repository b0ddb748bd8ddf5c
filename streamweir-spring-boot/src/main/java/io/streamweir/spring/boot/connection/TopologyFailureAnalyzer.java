package io.streamweir.spring.boot.connection;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says what to use in place of a static master and its replicas. */
final class TopologyFailureAnalyzer extends AbstractFailureAnalyzer<UnsupportedTopologyException> {
  @Override
  protected FailureAnalysis analyze(Throwable root, UnsupportedTopologyException cause) {
    return new FailureAnalysis(
        cause.getMessage() + ", among which nothing says who is the master after a failover.",
        "Set streamweir.redis.uri to the master, to its sentinels"
            + " (redis-sentinel://host:port,host:port#master) or to a cluster.",
        cause);
  }
}
