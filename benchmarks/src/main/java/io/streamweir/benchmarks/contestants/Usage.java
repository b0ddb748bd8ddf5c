package io.streamweir.benchmarks.contestants;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;

/** What this JVM has used since a mark: processor time and memory that its threads allocated. */
final class Usage {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private final Map<Long, Long> allocatedBefore = allocated();
  private final long cpuBefore = SYSTEM.getProcessCpuTime();

  /** Compiler and collector threads count. */
  double cpuMicros() {
    return (SYSTEM.getProcessCpuTime() - cpuBefore) / 1_000.0;
  }

  /** Of all Java threads that live now, Netty's included. */
  double allocatedBytes() {
    long bytes = 0;
    for (Map.Entry<Long, Long> now : allocated().entrySet()) {
      bytes += now.getValue() - allocatedBefore.getOrDefault(now.getKey(), 0L);
    }
    return bytes;
  }

  private static Map<Long, Long> allocated() {
    long[] ids = THREADS.getAllThreadIds();
    long[] bytes = THREADS.getThreadAllocatedBytes(ids);
    Map<Long, Long> byThread = new HashMap<>();
    for (int i = 0; i < ids.length; i++) {
      if (bytes[i] >= 0) {
        byThread.put(ids[i], bytes[i]);
      }
    }
    return byThread;
  }
}
