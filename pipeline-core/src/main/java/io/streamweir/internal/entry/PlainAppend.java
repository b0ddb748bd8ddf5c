package io.streamweir.internal.entry;

import io.streamweir.internal.wire.Call;
import io.streamweir.internal.wire.Script;
import java.util.List;

/** One call of {@code append-plain.lua}, as its header lists keys and arguments. */
final class PlainAppend {
  static final Script SCRIPT = new Script("entry/append-plain");

  private PlainAppend() {}

  /** Whether it can do these. */
  static boolean fits(List<AppendScript.Job> jobs) {
    return jobs.stream().allMatch(AppendScript.Job::plain);
  }

  static Call args(
      byte[] inbox, byte[] closed, byte[] group, long maxBacklog, List<AppendScript.Job> jobs) {
    Call args = Call.args().addKey(inbox).addKey(closed).add(group).add(maxBacklog);
    RepeatedNumber times = new RepeatedNumber();
    jobs.forEach(job -> job.entry().addPlain(args, times));
    return args;
  }
}
