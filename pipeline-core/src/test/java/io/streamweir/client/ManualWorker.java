package io.streamweir.client;

import io.streamweir.codec.AvroCodec;
import io.streamweir.codec.SchemaCatalog;
import io.streamweir.internal.entry.Entry;
import io.streamweir.internal.entry.EntryReader;
import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.entry.ResultMessage;
import io.streamweir.internal.entry.SchemaHash;
import io.streamweir.internal.settle.Bury;
import io.streamweir.internal.settle.Effect;
import io.streamweir.internal.settle.Fence;
import io.streamweir.internal.settle.SettleScript;
import io.streamweir.internal.settle.Settlement;
import io.streamweir.internal.settle.Store;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisLink;
import io.streamweir.testrecords.Text;
import java.util.ArrayList;
import java.util.List;

/** Reads and settles the first stage's entries by hand, when the test says so. */
final class ManualWorker implements AutoCloseable {
  private final RedisLink link;
  private final String stage;
  private final Keys keys;
  private final EntryReader reader;
  private final SettleScript settle;
  private final AvroCodec codec;

  ManualWorker(RedisLink link, Pipeline<?> pipeline) {
    this(link, pipeline, 0);
  }

  ManualWorker(RedisLink link, Pipeline<?> pipeline, int partition) {
    this.link = link;
    this.stage = pipeline.first().name();
    this.keys = Keys.of(link, pipeline.name(), partition);
    this.reader = new EntryReader(link, keys.inbox(stage), "by-hand");
    this.settle =
        SettleScript.of(
            link, pipeline, pipeline.first(), List.of(), keys, Keys.HANDED_BACK, Fence.NONE);
    this.codec = new AvroCodec(new SchemaCatalog(new SchemaHash(link)));
    link.await(reader.createGroup());
  }

  /** All entries that wait, up to ten thousand. */
  List<Entry> read() {
    List<Entry> all = new ArrayList<>();
    List<Entry> some;
    do {
      some = link.await(reader.read(10_000));
      all.addAll(some);
    } while (!some.isEmpty());
    return all;
  }

  Entry readOne() {
    return link.await(reader.read(1)).get(0);
  }

  String textOf(Entry entry) {
    return codec.decode(entry.payload(), Text.class).getValue();
  }

  void finish(Entry entry, String result) {
    byte[] payload = codec.encode(new Text(result));
    store(entry, ResultMessage.finished(entry.jobId(), stage, payload));
  }

  void finishWithoutValue(Entry entry) {
    store(entry, ResultMessage.finished(entry.jobId(), stage, new byte[0]));
  }

  void reject(Entry entry, String error) {
    ResultMessage failure =
        ResultMessage.failed(entry.jobId(), stage, "rejected", error, entry.attempt());
    settle(entry, new Bury("rejected", error, entry.attempt(), entry.jobId(), failure));
  }

  private void store(Entry entry, ResultMessage message) {
    settle(entry, new Store(entry.jobId(), message));
  }

  void end(Entry entry) {
    link.await(settle.run(List.of(Settlement.end(entry.id()))));
  }

  private void settle(Entry entry, Effect effect) {
    link.await(settle.run(List.of(new Settlement(entry.id(), List.of(effect)))));
  }

  @Override
  public void close() {
    reader.close();
  }
}
