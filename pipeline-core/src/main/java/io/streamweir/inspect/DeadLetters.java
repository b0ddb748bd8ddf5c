package io.streamweir.inspect;

import io.streamweir.codec.AvroCodec;
import io.streamweir.codec.PayloadJson;
import io.streamweir.codec.SchemaCatalog;
import io.streamweir.internal.entry.InboxQueries;
import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.entry.SchemaHash;
import io.streamweir.internal.feature.replay.DeadStream;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisLink;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The dead letters of one stage over all partitions and priorities. Thread-safe; every method
 * throws {@link io.streamweir.redis.RedisCallException} where Redis cannot be asked.
 */
public final class DeadLetters {
  private static final int CHUNK = 200;
  private static final Pattern ID = Pattern.compile("([^:]+):(\\d{1,20}-\\d{1,20})");

  private final List<Keys> levels;
  private final RedisLink link;
  private final Pipeline<?> pipeline;
  private final String stage;
  private final AvroCodec codec;
  private final PayloadJson payloads;

  /**
   * Of this stage.
   *
   * @throws IllegalArgumentException where the pipeline has no such stage
   */
  public DeadLetters(RedisLink link, Pipeline<?> pipeline, String stage) {
    this.link = link.patient();
    this.levels = Keys.levels(link, pipeline);
    this.pipeline = pipeline;
    this.stage = pipeline.stage(stage).name();
    SchemaCatalog catalog = new SchemaCatalog(new SchemaHash(this.link));
    this.codec = new AvroCodec(catalog);
    this.payloads = new PayloadJson(catalog);
  }

  /**
   * One dead letter.
   *
   * @param id {@code partition:id}, or {@code partition/priority:id} where that is not the normal
   *     one, by which it is found again
   * @param jobId the job; empty where the entry had none
   * @param reason which kind of failure: {@code rejected}, {@code undecodable}, {@code malformed},
   *     {@code attempts}, {@code deliveries}
   * @param error what happened, for people: the first line says it, others may be a stack trace
   * @param attempts how many attempts failed
   * @param diedAt by the server's clock
   * @param fields all fields of the entry as they were
   */
  public record Letter(
      String id,
      String jobId,
      String reason,
      String error,
      int attempts,
      Instant diedAt,
      Map<String, byte[]> fields) {
    /** Why the attempt before its last one failed; empty where that is not known. */
    public String lastError() {
      return new String(fields.getOrDefault("e", new byte[0]), StandardCharsets.UTF_8);
    }

    /** The entry's payload as it was; empty where there was none. */
    public byte[] payload() {
      return fields.getOrDefault("p", new byte[0]);
    }
  }

  /** The stage. */
  public String stage() {
    return stage;
  }

  /** Those that match, to look at and to change in bounded steps. */
  public MatchingLetters matching(LetterFilter filter) {
    return new MatchingLetters(link, this, filter);
  }

  /** How many there are. */
  public long size() {
    return levels.stream().mapToLong(keys -> dead(keys).size()).sum();
  }

  /** The first {@code limit} letters, oldest first within each partition and priority. */
  public List<Letter> list(int limit) {
    List<Letter> letters = new ArrayList<>();
    forEach(limit, letters::add);
    return letters;
  }

  /**
   * Hands over the first {@code limit} letters, oldest first within each partition and priority;
   * reads few at a time, so that there may be any number of them.
   */
  public void forEach(long limit, Consumer<Letter> action) {
    forEach(limit, this::dead, action);
  }

  /**
   * Hands over the newest letters, at most a thousand of each partition and priority, that were
   * replayed with other payloads: as they were. Their ids are of no further use.
   */
  public void forEachReplaced(long limit, Consumer<Letter> action) {
    forEach(limit, keys -> dead(keys).replaced(), action);
  }

  private void forEach(long limit, Function<Keys, DeadStream> streams, Consumer<Letter> action) {
    long left = limit;
    for (Keys keys : levels) {
      DeadStream stream = streams.apply(keys);
      String last = "0-0";
      while (left > 0) {
        List<DeadStream.Letter> letters = stream.after(last, (int) Math.min(CHUNK, left));
        if (letters.isEmpty()) {
          break;
        }
        letters.forEach(letter -> action.accept(letter(keys, letter)));
        left -= letters.size();
        last = letters.get(letters.size() - 1).id();
      }
    }
  }

  /** The letter of this id, if it is there. */
  public Optional<Letter> find(String id) {
    Address address = address(id);
    return dead(address.keys()).find(address.entry()).stream()
        .map(l -> letter(address.keys(), l))
        .findFirst();
  }

  /**
   * Complains of a text that can be the id of no letter of this stage.
   *
   * @throws IllegalArgumentException where it cannot
   */
  public void checkId(String id) {
    address(id);
  }

  /** Puts one letter back into its inbox with fresh attempts; false where it is not there. */
  public boolean replay(String id) {
    Address address = address(id);
    return dead(address.keys()).replay(List.of(address.entry())) == 1;
  }

  /**
   * Puts one letter into the inbox of a stage, its own or another one, with fresh attempts; false
   * where it is not there.
   *
   * @throws IllegalArgumentException where the pipeline has no such stage, or the stage cannot take
   *     the letter
   */
  public boolean replay(String id, String to) {
    Address address = address(id);
    Optional<Letter> letter = find(id);
    letter.ifPresent(there -> target(to).check(there, false));
    return letter.isPresent() && dead(address.keys()).replay(List.of(address.entry()), to) == 1;
  }

  /**
   * The same with another payload. A copy of the letter as it was is kept, see {@link
   * #forEachReplaced}.
   *
   * @param json the payload, in Avro's JSON encoding, where fields with a default may be left out
   * @throws io.streamweir.codec.UndecodableException where it does not fit what the stage takes
   * @throws io.streamweir.codec.PayloadLimitException where it is larger than 16 MiB
   */
  public boolean replay(String id, String to, String json) {
    ReplayTarget target = target(to);
    return replay(id, target, target.payload(json));
  }

  /**
   * The same with this record as the payload.
   *
   * @throws IllegalArgumentException where the stage takes other records
   * @throws io.streamweir.codec.PayloadLimitException where it is larger than 16 MiB
   */
  public boolean replayWith(String id, String to, Object input) {
    ReplayTarget target = target(to);
    return replay(id, target, target.payload(input));
  }

  private boolean replay(String id, ReplayTarget target, byte[] payload) {
    Address address = address(id);
    Optional<Letter> letter = find(id);
    letter.ifPresent(there -> target.check(there, true));
    return letter.isPresent()
        && dead(address.keys()).replay(address.entry(), target.name(), payload);
  }

  /** Forgets one letter; false where it is not there. */
  public boolean drop(String id) {
    Address address = address(id);
    return dead(address.keys()).drop(List.of(address.entry())) == 1;
  }

  /**
   * Puts all letters that are there now back into their inboxes with fresh attempts; answers with
   * how many. Does not mind whether the inboxes have room.
   */
  public long replayAll() {
    return all(DeadStream::replay);
  }

  /** Forgets all letters that are there now; answers with how many. */
  public long dropAll() {
    return all(DeadStream::drop);
  }

  private long all(MatchingLetters.Action action) {
    MatchingLetters all = matching(LetterFilter.all());
    long done = 0;
    Optional<String> at = Optional.of(MatchingLetters.BEGIN);
    while (at.isPresent()) {
      MatchingLetters.Change change =
          all.change(at.get(), Integer.MAX_VALUE, letter -> true, action);
      done += change.changed();
      at = change.next();
    }
    return done;
  }

  /** The id in the dead stream of the letter of this id. */
  static String entryId(String id) {
    return id.substring(id.indexOf(':') + 1);
  }

  private record Address(Keys keys, String entry) {}

  private Address address(String id) {
    Matcher parts = ID.matcher(id);
    if (parts.matches()) {
      for (Keys keys : levels) {
        if (keys.place().equals(parts.group(1))) {
          return new Address(keys, parts.group(2));
        }
      }
    }
    throw new IllegalArgumentException(
        "dead letter id '" + id + "': use the form partition:id, as `dead list` prints it");
  }

  PayloadJson payloads() {
    return payloads;
  }

  List<Keys> levels() {
    return levels;
  }

  DeadStream dead(Keys keys) {
    return new DeadStream(link, keys, stage);
  }

  ReplayTarget target(String to) {
    return new ReplayTarget(pipeline.stage(to), stage, codec);
  }

  static Letter letter(Keys keys, DeadStream.Letter letter) {
    return new Letter(
        keys.place() + ":" + letter.id(),
        letter.entry().jobId(),
        letter.reason(),
        letter.error(),
        letter.attempts(),
        Instant.ofEpochMilli(InboxQueries.millis(letter.id())),
        letter.fields());
  }
}
