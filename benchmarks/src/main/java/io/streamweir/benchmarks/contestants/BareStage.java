package io.streamweir.benchmarks.contestants;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.lettuce.core.protocol.CommandArgs;
import io.streamweir.codec.AvroCodec;
import io.streamweir.pipeline.Count;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.StageContext;
import io.streamweir.pipeline.StageDefinition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One stage by hand: decode, handle, sort the outcomes of a batch by kind and send them as one call
 * of the script {@code MIXED}. Used by one thread.
 */
final class BareStage<I, O> implements BareLoop.Step {
  private final String pipeline;
  private final StageDefinition<I, O> stage;
  private final AvroCodec codec;
  private final byte[] script;
  private final StageContext context;

  BareStage(String pipeline, StageDefinition<I, O> stage, AvroCodec codec, byte[] script) {
    this.pipeline = pipeline;
    this.stage = stage;
    this.codec = codec;
    this.script = script;
    this.context = StageContext.of(pipeline, stage.name(), "any");
  }

  @Override
  public CommandArgs<byte[], byte[]> arguments(List<byte[]> entries) throws Exception {
    Sorted sorted = new Sorted(entries);
    for (int at = 0; at < entries.size(); at += BareEntries.WIDTH) {
      sorted.at = at;
      I input = codec.decode(entries.get(at + 3), stage.input());
      Outcome<O> outcome = stage.handler().handle(input, context);
      outcome.counts().forEach(sorted::count);
      outcome.accept(sorted);
    }
    return sorted.arguments();
  }

  private record Counter(String state, String field) {}

  /** A batch's outcomes. */
  private final class Sorted implements Outcome.Visitor<O, Boolean> {
    private final List<byte[]> entries;
    private final List<byte[]> forwards = new ArrayList<>();
    private final List<byte[]> ends = new ArrayList<>();
    private final List<byte[]> dead = new ArrayList<>();
    private final List<byte[]> results = new ArrayList<>();
    private final Map<Counter, Long> counts = new HashMap<>();
    private int at;

    Sorted(List<byte[]> entries) {
      this.entries = entries;
    }

    void count(Count count) {
      counts.merge(new Counter(count.state(), count.field()), count.delta(), Long::sum);
    }

    @Override
    public Boolean forward(Outcome.Forward<O> forward) {
      byte[] payload = codec.encode(forward.outputs().get(0).payload());
      forwards.addAll(entries.subList(at, at + 3));
      return forwards.add(payload);
    }

    @Override
    public Boolean drop(Outcome.Drop<O> drop) {
      return ends.add(entries.get(at));
    }

    @Override
    public Boolean reject(Outcome.Reject<O> reject) {
      dead.addAll(entries.subList(at, at + 2));
      dead.add(BareLoop.bytes(reject.reason()));
      return dead.add(entries.get(at + 3));
    }

    @Override
    public Boolean finish(Outcome.Finish<O> finish) {
      results.addAll(entries.subList(at, at + 2));
      Object result = finish.result();
      return results.add(result == null ? new byte[0] : codec.encode(result));
    }

    @Override
    public Boolean retryLater(Outcome.RetryLater<O> retry) {
      throw new IllegalStateException("no stage of the access log retries");
    }

    CommandArgs<byte[], byte[]> arguments() {
      CommandArgs<byte[], byte[]> args = BareLoop.args().add(script).add(4);
      String next = stage.next() == null ? stage.name() : stage.next();
      args.addKey(key("inbox:" + stage.name())).addKey(key("inbox:" + next));
      args.addKey(key("dead:" + stage.name())).addKey(key("results"));
      args.add(Names.GROUP).add(key("result:")).add(key("state:"));
      add(args, forwards, 4);
      add(args, ends, 1);
      add(args, dead, 4);
      add(args, results, 3);
      counts.forEach((c, delta) -> args.add(c.state()).add(BareLoop.bytes(c.field())).add(delta));
      return args;
    }

    private void add(CommandArgs<byte[], byte[]> args, List<byte[]> values, int width) {
      args.add(values.size() / width);
      values.forEach(args::add);
    }

    private byte[] key(String rest) {
      return Names.key(pipeline, rest).getBytes(ISO_8859_1);
    }
  }
}
