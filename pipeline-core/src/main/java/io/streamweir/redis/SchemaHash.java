package io.streamweir.redis;

import io.lettuce.core.output.IntegerOutput;
import io.lettuce.core.output.ValueOutput;
import io.lettuce.core.protocol.CommandType;
import io.streamweir.codec.SchemaSource;
import org.jspecify.annotations.Nullable;

/** Keeps Avro schemas by fingerprint in the hash {@code <namespace>:schemas}. Thread-safe. */
public final class SchemaHash implements SchemaSource {
  private final RedisLink link;

  /** The hash of the link's namespace. */
  public SchemaHash(RedisLink link) {
    this.link = link;
  }

  @Override
  public @Nullable String find(String fingerprint) {
    byte[] json =
        link.await(
            link.shared()
                .send(
                    CommandType.HGET,
                    ValueOutput::new,
                    Wire.args().addKey(Wire.bytes(link.schemas())).add(fingerprint)));
    return json == null ? null : Resp.text(json);
  }

  @Override
  public void register(String fingerprint, String json) {
    if (find(fingerprint) != null) {
      return; // so that a program can start beside a server that is full
    }
    link.await(
        link.shared()
            .send(
                CommandType.HSETNX,
                IntegerOutput::new,
                Wire.args()
                    .addKey(Wire.bytes(link.schemas()))
                    .add(fingerprint)
                    .add(Wire.bytes(json))));
  }
}
