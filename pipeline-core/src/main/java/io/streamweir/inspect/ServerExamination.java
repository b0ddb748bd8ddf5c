package io.streamweir.inspect;

import io.streamweir.pipeline.Plural;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.ServerInfo;
import io.streamweir.redis.ServerInfo.Node;

/**
 * How the servers are set up: what they may evict, what a crash or a failover loses. It looks at
 * what {@code INFO} tells, so that it needs no {@code CONFIG}.
 */
final class ServerExamination implements Examination {
  private static final double NEARLY_FULL = 0.9;
  private static final String SEE = "; see docs/operations.md, Settings of Redis";

  @Override
  public void examine(Subject subject, Findings findings) {
    try {
      boolean failsOver =
          subject.link().cluster() || subject.link().config().uri().contains("-sentinel:");
      for (Node server :
          new ServerInfo(subject.link())
              .nodes((address, failure) -> unheard(address, failure, findings))) {
        examineMemory(server, findings);
        examinePersistence(server, findings);
        examineReplicas(server, failsOver, findings);
      }
    } catch (RedisCallException e) {
      if (!e.code().equals(RedisCallException.NOPERM)) {
        throw e;
      }
      findings.notice(
          "memory, persistence and replicas of the server were not examined: this user may not run"
              + " INFO",
          "run doctor as a user that may (+info), as docs/operations.md proposes");
    }
  }

  private static void unheard(String address, RedisCallException failure, Findings findings) {
    findings.notice(
        "server " + address + " does not answer: " + failure.getMessage(),
        "bring it back, or let a replica take its place");
  }

  private static void examineMemory(Node server, Findings findings) {
    if (server.evicts()) {
      findings.wrong(
          "server "
              + server.address()
              + " evicts keys when memory is full (maxmemory-policy "
              + server.memoryPolicy()
              + "): jobs disappear without a word; "
              + Plural.of(server.evictedKeys(), "key was", "keys were")
              + " evicted since it started",
          "CONFIG SET maxmemory-policy noeviction, and in its configuration file" + SEE);
    } else if (server.memoryMax() == 0) {
      findings.notice(
          "server "
              + server.address()
              + " has no maxmemory: the system ends it when memory is full",
          "set maxmemory with headroom" + SEE);
    }
    if (!server.evicts() && server.fullness() >= NEARLY_FULL) {
      examineFullness(server, findings);
    }
  }

  private static void examineFullness(Node server, Findings findings) {
    String used = server.memoryUsed() + " of " + server.memoryMax() + " bytes (maxmemory)";
    if (server.fullness() >= 1) {
      findings.wrong(
          "server " + server.address() + " is full: it uses " + used + ", and refuses submits",
          "let workers drain it, raise maxmemory, or drop what nobody needs, such as dead letters");
    } else {
      findings.notice(
          "server " + server.address() + " is nearly full: it uses " + used,
          "raise maxmemory, or add workers, before it refuses submits");
    }
  }

  private static void examinePersistence(Node server, Findings findings) {
    if (!server.writesToDisk()) {
      findings.wrong(
          "server " + server.address() + " cannot write to disk what it holds",
          "look at its log; it may refuse writes until the disk has room again");
    }
    if (!server.appendsToFile()) {
      findings.notice(
          "server "
              + server.address()
              + " has appendonly no: a crash loses what came since its last snapshot, or"
              + " everything",
          "CONFIG SET appendonly yes, and in its configuration file" + SEE);
    }
  }

  private static void examineReplicas(Node server, boolean failsOver, Findings findings) {
    if (failsOver && server.replicas() == 0) {
      findings.notice(
          "server " + server.address() + " has no replica: nobody takes its place when it dies",
          "give each master a replica at least");
    }
    if (server.replicas() > 0 && !server.waitsForReplicas()) {
      findings.notice(
          "server "
              + server.address()
              + " takes writes while it is cut off from its replicas, and a failover loses them",
          "set min-replicas-to-write 1 on all servers; see docs/operations.md, Sentinel");
    }
  }
}
