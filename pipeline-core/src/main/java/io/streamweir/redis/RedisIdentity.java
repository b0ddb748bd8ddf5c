package io.streamweir.redis;

import io.streamweir.internal.wire.Call;
import io.streamweir.internal.wire.Command;
import io.streamweir.internal.wire.Reply;
import io.streamweir.internal.wire.Resp;
import io.streamweir.pipeline.Names;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which Redis a link leads to. Where neither the configuration nor Sentinel names it, it is the
 * hash {@code <namespace>:identity}, field {@code id}: the beginning of the run id of the server at
 * which a program first asked. So it is the same for all programs, and outlives restarts and
 * failovers. Thread-safe.
 */
final class RedisIdentity {
  private static final Logger LOG = LoggerFactory.getLogger(RedisIdentity.class);
  private static final String FIELD = "id";
  private static final Pattern MASTER = Pattern.compile("-sentinel://[^#]*#(.+)");
  private static final String ANYBODYS_MASTER = "mymaster"; // of the examples, kept by many
  private static final Pattern RUN_ID = Pattern.compile("(?m)^run_id:(\\p{XDigit}{8})");
  private static final Pattern ADDRESS = Pattern.compile("//(?:.*@)?([^/?#]*)");
  private static final long PAUSE_MILLIS = 100;

  private @Nullable String known;

  /** Asks where that is needed; the answer of the first time holds. */
  synchronized String of(RedisLink link) {
    String name = known == null ? find(link) : known;
    known = name;
    return name;
  }

  private static String find(RedisLink link) {
    String configured = link.config().name();
    if (configured != null) {
      return configured;
    }
    Matcher master = MASTER.matcher(link.config().uri());
    if (master.find() && !master.group(1).equals(ANYBODYS_MASTER)) {
      return master.group(1);
    }
    return asked(link.patient());
  }

  private static String asked(RedisLink link) {
    long deadline = System.nanoTime() + link.config().commandTimeout().toNanos();
    while (true) {
      try {
        String kept = kept(link);
        return kept != null ? kept : keep(link, runId(link));
      } catch (RedisCallException e) {
        if (!e.passing() || System.nanoTime() - deadline > 0 || interrupted()) {
          String own = runId(link);
          LOG.info(
              "metrics call this Redis {}, since its identity cannot be read: {}; give it a name"
                  + " (--redis-name)",
              own,
              e.getMessage());
          return own;
        }
      }
    }
  }

  private static boolean interrupted() {
    try {
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private static @Nullable String kept(RedisLink link) {
    byte[] id =
        link.await(
            link.shared()
                .send(Command.HGET, Reply.VALUE, Call.args().addKey(key(link)).add(FIELD)));
    String text = id == null ? "" : Resp.text(id);
    return Names.allowed(text) ? text : null;
  }

  /** Where this user may not write, or the server is full, the next program may keep the same. */
  private static String keep(RedisLink link, String id) {
    try {
      Call call = Call.args().addKey(key(link)).add(FIELD).add(id);
      link.await(link.shared().send(Command.HSETNX, Reply.INTEGER, call));
      String kept = kept(link);
      return kept == null ? id : kept;
    } catch (RedisCallException e) {
      LOG.debug("the identity {} is not kept", id, e);
      return id;
    }
  }

  /** Of the first server that answers; where the user may not ask, the address. */
  private static String runId(RedisLink link) {
    Matcher address = ADDRESS.matcher(link.config().uri());
    String fallback = address.find() ? address.group(1) : link.config().address();
    for (CompletableFuture<String> info : link.shared().infos(fallback).values()) {
      try {
        Matcher id = RUN_ID.matcher(link.await(info));
        if (id.find()) {
          return id.group(1);
        }
      } catch (RedisCallException e) {
        LOG.debug("no run id", e);
      }
    }
    return fallback;
  }

  private static String key(RedisLink link) {
    return link.config().namespace() + ":identity";
  }
}
