package io.streamweir.client;

import io.streamweir.codec.AvroCodec;
import io.streamweir.codec.SchemaCatalog;
import io.streamweir.internal.entry.ConsumerName;
import io.streamweir.internal.entry.Entry;
import io.streamweir.internal.entry.InboxQueries;
import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.entry.PipelineMeta;
import io.streamweir.internal.entry.PublishedFacts;
import io.streamweir.internal.entry.ResultMessage;
import io.streamweir.internal.entry.SchemaHash;
import io.streamweir.internal.feature.follow.FollowGroup;
import io.streamweir.internal.feature.follow.FollowLoop;
import io.streamweir.internal.feature.follow.Followers;
import io.streamweir.internal.feature.results.EndLog;
import io.streamweir.internal.feature.results.EndLog.Position;
import io.streamweir.pipeline.Names;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.PipelineFacts;
import io.streamweir.redis.RedisLink;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The log of results of one pipeline: how each job ended, for as long as {@link
 * io.streamweir.pipeline.PipelineBuilder#keepResults} says. Unlike published results it waits for
 * its readers. Thread-safe.
 *
 * <p>A reader with a name has a position of its own, which outlives it; a {@link #page} has a place
 * that its caller keeps. Every method throws {@link io.streamweir.redis.RedisCallException} where
 * Redis cannot be asked.
 */
public final class ResultLog {
  private static final Duration LEASE = Duration.ofMinutes(1);
  private static final int MOST = 1_000;

  private final RedisLink link;
  private final PipelineFacts<?> pipeline;
  private final List<EndLog> partitions;
  private final AvroCodec codec;

  private ResultLog(RedisLink link, PipelineFacts<?> pipeline) {
    if (pipeline.keptResults().isZero()) {
      throw new ResultsNotKeptException(pipeline.name());
    }
    this.link = link;
    this.pipeline = pipeline;
    this.partitions =
        Keys.partitions(link, pipeline.name(), pipeline.partitions()).stream()
            .map(keys -> new EndLog(link, keys))
            .toList();
    this.codec = new AvroCodec(new SchemaCatalog(new SchemaHash(link)));
  }

  /** Where a new reader begins. */
  public enum Start {
    /** With the oldest end that the log still keeps. */
    OLDEST,
    /** With the first end that comes. */
    NEWEST
  }

  /**
   * The log of this pipeline.
   *
   * @throws ResultsNotKeptException where it keeps none
   * @throws PipelineMeta.MismatchException where Redis holds another wire format, or another number
   *     of partitions
   */
  public static ResultLog open(RedisLink link, Pipeline<?> pipeline) {
    return new ResultLog(link.patient(), PipelineMeta.known(link.patient(), pipeline).facts());
  }

  /**
   * The log of a pipeline whose definition the program does not have.
   *
   * @throws ResultsNotKeptException where it keeps none
   * @throws io.streamweir.pipeline.UnknownPipelineException where no worker of the pipeline has run
   *     yet
   */
  public static ResultLog open(RedisLink link, String pipeline) {
    return new ResultLog(link.patient(), PublishedFacts.read(link.patient(), pipeline));
  }

  /**
   * The log of a pipeline of which this is known, over this link as it is. Asks nothing.
   *
   * @throws ResultsNotKeptException where it keeps none
   */
  public static ResultLog of(RedisLink link, PipelineFacts<?> pipeline) {
    return new ResultLog(link, pipeline);
  }

  /** How long it keeps an end. */
  public Duration kept() {
    return pipeline.keptResults();
  }

  /** The place of the first end at this time or later, for {@link #page}. */
  public String since(Instant time) {
    return LogCursor.since(partitions.size(), time).text();
  }

  /** The place of the oldest end that is kept, for {@link #page}. */
  public String beginning() {
    return since(Instant.EPOCH);
  }

  /**
   * Up to so many ends behind a place, of about 8 MiB. Reads about as many and changes nothing, so
   * a user that may only read can use it. If fewer come than asked for, {@link ResultPage#more}
   * says whether more are there.
   *
   * @param after a place: of {@link #since}, {@link #beginning} or an earlier page
   * @param limit 1 to 1,000
   * @throws IllegalArgumentException where it is no place in this log
   */
  public ResultPage page(String after, int limit) {
    if (limit < 1 || limit > MOST) {
      throw new IllegalArgumentException("limit must be 1 to " + MOST + ": " + limit);
    }
    LogCursor begin = LogCursor.parse(after, partitions.size());
    PageRead read = new PageRead(begin, limit);
    int most = read.most(partitions.size());
    long bytes = PageRead.bytes(partitions.size());
    List<EndLog.Part> parts =
        link.awaitAll(
            partitions.stream()
                .map(log -> log.part(begin.from(log.keys().partition()), most, bytes))
                .toList());
    return read.page(parts, this::logged);
  }

  private LoggedResult logged(int partition, Entry entry) {
    Instant at = Instant.ofEpochMilli(InboxQueries.millis(entry.id()));
    Result result = Result.of(ResultMessage.parse(entry.payload()), codec);
    return new LoggedResult(partition, entry.id(), at, result);
  }

  /**
   * Follows the log as the reader of this name, which begins with the oldest end that is kept where
   * it is new.
   *
   * <p>At least once: what a process had in hand when it died comes again, to it or another, after
   * a minute. Several processes may share a name, and then the ends. In order within a partition as
   * long as one process does. A thread and a connection per partition, until it is closed.
   *
   * @param reader names the reader: lower-case letters, digits and hyphens
   * @throws IllegalArgumentException where the name has other characters
   */
  public ResultFollower follow(String reader, ResultHandler handler) {
    return follow(reader, Start.OLDEST, handler);
  }

  /** The same, and says where the reader begins where it is new. */
  public ResultFollower follow(String reader, Start start, ResultHandler handler) {
    return follow(reader, start, handler, LEASE);
  }

  /**
   * The same with another lease.
   *
   * @param lease after which what a process holds goes to another one
   */
  public ResultFollower follow(String reader, Start start, ResultHandler handler, Duration lease) {
    String group = EndLog.group(Names.check("reader", reader));
    String consumer = ConsumerName.next();
    List<FollowLoop> loops = new ArrayList<>();
    for (EndLog log : partitions) {
      LogArrivals arrivals =
          new LogArrivals(link, log, reader, consumer, start == Start.NEWEST, handler);
      FollowGroup entries =
          new FollowGroup(link, log.keys().ends(), group, consumer, lease, arrivals);
      entries.open();
      int partition = log.keys().partition();
      loops.add(
          new FollowLoop(
              "reader " + reader + " of the results of " + pipeline.name() + "/" + partition,
              entries,
              entry -> handler.handle(logged(partition, entry))));
    }
    Followers followers = new Followers();
    loops.forEach(loop -> followers.begin(loop, "streamweir-results"));
    return new ResultFollower(followers);
  }

  /** The readers by name. */
  public List<LogReader> readers() {
    long now = new InboxQueries(link).now();
    Map<String, LogReader> readers = new TreeMap<>();
    link.awaitAll(partitions.stream().map(EndLog::positions).toList()).stream()
        .flatMap(List::stream)
        .map(position -> reader(position, now))
        .forEach(reader -> readers.merge(reader.name(), reader, LogReader::plus));
    return List.copyOf(readers.values());
  }

  private static LogReader reader(Position position, long now) {
    double age =
        position
            .oldestUnread()
            .map(id -> Math.max(0, now - InboxQueries.millis(id)) / 1000.0)
            .orElse(0.0);
    return new LogReader(
        position.reader(), position.unread(), age, position.out(), position.missed());
  }

  /**
   * Forgets a reader and its position; answers whether there was one. One that runs begins anew.
   *
   * @throws IllegalArgumentException where it can be nobody's name
   */
  public boolean remove(String reader) {
    String group = EndLog.group(Names.check("reader", reader));
    boolean removed = false;
    for (EndLog log : partitions) {
      removed |= FollowGroup.destroy(link, log.keys().ends(), group);
      link.await(log.forgetMissed(reader));
    }
    return removed;
  }
}
