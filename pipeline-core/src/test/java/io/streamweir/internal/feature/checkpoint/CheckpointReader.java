package io.streamweir.internal.feature.checkpoint;

import io.streamweir.codec.AvroCodec;
import io.streamweir.codec.SchemaCatalog;
import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.entry.SchemaHash;
import io.streamweir.internal.wire.Call;
import io.streamweir.internal.wire.Command;
import io.streamweir.internal.wire.Reply;
import io.streamweir.redis.RedisLink;
import io.streamweir.testrecords.Amount;
import org.jspecify.annotations.Nullable;

/** Looks at what is saved, as nobody but a handler may. */
record CheckpointReader(RedisLink link, Keys keys) {
  @Nullable byte[] state(String stage, String jobId) {
    Call args = Call.args().addKey(Call.bytes(keys.checkpoint(stage, "", jobId))).add("state");
    return link.await(link.shared().send(Command.HGET, Reply.VALUE, args));
  }

  static Amount amount(RedisLink link, byte[] state) {
    return new AvroCodec(new SchemaCatalog(new SchemaHash(link))).decode(state, Amount.class);
  }
}
