package io.streamweir.inspect;

import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.Plural;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.ServerInfo;
import io.streamweir.redis.ServerInfo.Node;
import java.util.List;

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
      List<Node> servers =
          new ServerInfo(subject.link())
              .nodes((address, failure) -> unheard(address, failure, findings));
      for (Node server : servers) {
        examineMemory(server, findings);
        examineConnections(server, lanes(subject.pipeline()), servers.size(), findings);
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

  /** How many lanes a worker of all stages has. */
  private static long lanes(Pipeline<?> pipeline) {
    return (long) pipeline.stages().size() * pipeline.partitions() * pipeline.priorities().size();
  }

  /** Each lane has a connection of its own; on a cluster to the server that has its partition. */
  private static void examineConnections(Node server, long lanes, int servers, Findings findings) {
    long worker = (lanes + servers - 1) / servers + 1;
    String what =
        "server "
            + server.address()
            + " allows "
            + server.clientsMax()
            + " connections (maxclients) and has "
            + server.clients()
            + "; a worker of this pipeline takes about "
            + worker;
    String advice =
        "raise maxclients, or give workers fewer stages (--stages)"
            + "; see docs/operations.md, Threads and connections";
    if (server.clientsMax() == 0) {
      return; // it does not say
    }
    if (worker > server.clientsMax()) {
      findings.wrong(what + ": not one fits", advice);
    } else if (server.clients() + worker > server.clientsMax()) {
      findings.notice(what + ": not one more fits", advice);
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
