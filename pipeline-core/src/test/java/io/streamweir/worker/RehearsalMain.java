package io.streamweir.worker;

import io.streamweir.pipeline.Outcome;
import io.streamweir.testkit.RedisServer;
import io.streamweir.testrecords.Text;

/** Takes a job through a worker, so that the JVMs of tests find the classes in their archive. */
final class RehearsalMain {
  private RehearsalMain() {}

  public static void main(String[] arguments) throws Exception {
    try (RedisServer server = RedisServer.start();
        Rig rig =
            Rig.on(
                server,
                CrashingWorkerMain.pipeline((text, context) -> Outcome.<Text>forward(text)))) {
      rig.worker();
      rig.submit("first");
      Rig.until(() -> rig.counters("last").containsKey("first"));
    }
  }
}
