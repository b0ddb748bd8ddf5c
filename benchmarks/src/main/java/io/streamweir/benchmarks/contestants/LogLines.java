package io.streamweir.benchmarks.contestants;

import io.streamweir.stages.accesslog.SampleLog;
import java.io.IOException;
import java.util.List;

/** The lines of a made-up log that looks like a real one; the same ones for everybody. */
final class LogLines {
  private LogLines() {}

  static List<String> of(int count) throws IOException {
    StringBuilder text = new StringBuilder(count * 200);
    SampleLog.write(SampleLog.DEFAULT_SEED, count, text);
    return text.toString().lines().toList();
  }
}
