package io.streamweir.client;

import io.streamweir.internal.entry.Entry;
import io.streamweir.internal.entry.EntryReader;
import io.streamweir.internal.feature.follow.Arrivals;
import io.streamweir.internal.feature.results.EndLog;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisLink;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a reader gets of the log of results of one partition. The log is trimmed whether it was read
 * or not, so what is missed is counted and told.
 */
final class LogArrivals implements Arrivals {
  private static final Logger LOG = LoggerFactory.getLogger(LogArrivals.class);

  private final RedisLink link;
  private final EndLog log;
  private final String name;
  private final String consumer;
  private final boolean newest;
  private final ResultHandler handler;
  private final EntryReader reader;

  /** For this consumer of the reader. */
  LogArrivals(
      RedisLink link,
      EndLog log,
      String name,
      String consumer,
      boolean newest,
      ResultHandler handler) {
    this.link = link;
    this.log = log;
    this.name = name;
    this.consumer = consumer;
    this.newest = newest;
    this.handler = handler;
    this.reader = new EntryReader(link, log.keys().ends(), EndLog.group(name), consumer);
  }

  @Override
  public void open() {
    link.await(log.open(name, newest));
  }

  @Override
  public List<Entry> next(int most) {
    EndLog.Given given = link.await(log.next(name, consumer, most));
    tell(given.missed());
    if (given.ends().isEmpty()) {
      link.await(reader.awaitBehind(given.behind(), EntryReader.BLOCK));
    }
    return given.ends();
  }

  @Override
  public void gone(int entries) {
    tell(entries);
    try {
      link.await(log.addMissed(name, entries));
    } catch (RedisCallException e) { // as of a full server; what was taken over has to be handled
      LOG.warn("{} ends that reader {} has missed are not counted", entries, name, e);
    }
  }

  private void tell(long missed) {
    if (missed == 0) {
      return;
    }
    LOG.warn(
        "reader {} has missed {} ends in {}: the log had trimmed them",
        name,
        missed,
        log.keys().ends());
    try {
      handler.missed(log.keys().partition(), missed);
    } catch (RuntimeException | Error e) { // what it thinks of it must not end the loop
      LOG.error("reader {} failed at hearing of {} missed ends", name, missed, e);
    }
  }

  @Override
  public void unblock() {
    reader.unblock();
  }

  @Override
  public void reset() {
    reader.reset();
  }

  @Override
  public void close() {
    reader.close();
  }
}
