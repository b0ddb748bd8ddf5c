package io.streamweir.worker;

import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisLink;
import io.streamweir.redis.ServerInfo;
import io.streamweir.redis.ServerInfo.Node;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Warns where a server may evict what a worker works on. A worker asks once, when it starts. */
final class EvictionCheck {
  private static final Logger LOG = LoggerFactory.getLogger(EvictionCheck.class);

  private EvictionCheck() {}

  /** Logs a warning for each server that evicts; never keeps a worker from starting. */
  static void warn(RedisLink link) {
    try {
      for (Node server : new ServerInfo(link).nodes(EvictionCheck::unheard)) {
        if (server.evicts()) {
          LOG.warn(
              "the server {} evicts keys when memory is full (maxmemory-policy {}), so that jobs"
                  + " disappear without a word; set maxmemory-policy noeviction",
              server.address(),
              server.memoryPolicy());
        }
      }
    } catch (RedisCallException e) {
      LOG.info("it is not known whether the server evicts keys: {}", e.getMessage());
    }
  }

  private static void unheard(String address, RedisCallException failure) {
    LOG.info("it is not known whether {} evicts keys: {}", address, failure.getMessage());
  }
}
