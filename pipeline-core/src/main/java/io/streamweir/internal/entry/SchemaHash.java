package io.streamweir.internal.entry;

import io.streamweir.codec.SchemaSource;
import io.streamweir.internal.wire.Call;
import io.streamweir.internal.wire.Command;
import io.streamweir.internal.wire.Needs;
import io.streamweir.internal.wire.Reply;
import io.streamweir.internal.wire.Resp;
import io.streamweir.redis.RedisLink;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Keeps Avro schemas by fingerprint in the hash {@code <namespace>:schemas}. Thread-safe. */
public record SchemaHash(RedisLink link) implements SchemaSource {
  private static final Pattern FINGERPRINT = Pattern.compile("[0-9a-f]{16}");

  /** What all programs need that read and write entries. */
  public static final List<Needs> NEEDS = List.of(Needs.of("schemas", "HGET", "HSETNX"));

  @Override
  public @Nullable String find(String fingerprint) {
    byte[] json =
        link.await(
            link.shared()
                .send(
                    Command.HGET,
                    Reply.VALUE,
                    Call.args().addKey(Keys.schemas(link)).add(fingerprint)));
    return json == null ? null : Resp.text(json);
  }

  /** The fingerprints of all schemas that are registered. */
  public Set<String> fingerprints() {
    return Resp.named(
            link.await(link.shared().list(Command.HGETALL, Call.args().addKey(Keys.schemas(link)))))
        .keySet()
        .stream()
        .filter(name -> FINGERPRINT.matcher(name).matches())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Override
  public void register(String fingerprint, String json) {
    if (find(fingerprint) != null) {
      return; // so that a program can start beside a server that is full
    }
    link.await(
        link.shared()
            .send(
                Command.HSETNX,
                Reply.INTEGER,
                Call.args().addKey(Keys.schemas(link)).add(fingerprint).add(json)));
  }
}
