package io.streamweir.chaos.faults;

import io.streamweir.chaos.program.RunLog.StageName;
import io.streamweir.chaos.rig.Field;
import io.streamweir.chaos.rig.Waiting;
import io.streamweir.chaos.rig.WorkerProcess;
import io.streamweir.inspect.PauseOptions;
import io.streamweir.inspect.Pauses;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Somebody pauses a stage, and a worker dies meanwhile. */
final class StagePaused implements Fault {
  private static final Duration HEARD = Duration.ofSeconds(1);
  private static final Duration HEARD_BESIDE_OTHERS = Duration.ofSeconds(4); // as in a build
  private static final List<StageName> STAGES =
      List.of(
          StageName.SPLIT,
          StageName.WORK,
          StageName.TOTAL,
          StageName.SCATTER,
          StageName.PART,
          StageName.JOIN,
          StageName.LINE,
          StageName.AFTER,
          StageName.SIDE);

  @Override
  public String name() {
    return "stage-paused";
  }

  @Override
  public String how() {
    return "a stage is paused under load, a worker dies by kill -9 and another one starts, then it"
        + " is resumed: a second after the pause nothing begins there";
  }

  @Override
  public void strike(Field field, Extent extent) {
    Pauses pauses = new Pauses(field.direct(), field.pipeline());
    for (int round = 0; round < extent.of(2, 9); round++) {
      StageName stage = STAGES.get(field.random().nextInt(STAGES.size()));
      String name = stage.name().toLowerCase(Locale.ROOT);
      pauses.pause(name, PauseOptions.defaults());
      Waiting.pause(extent == Extent.SHORT ? HEARD_BESIDE_OTHERS : HEARD);
      long begun = field.workers().runs(List.of(stage));
      List<WorkerProcess> running = field.workers().running();
      running.get(field.random().nextInt(running.size())).kill();
      field.workers().start();
      Waiting.pause(field.between(Duration.ZERO, field.setup().lease().multipliedBy(2)));
      long more = field.workers().runs(List.of(stage)) - begun;
      field.expect("no handler of the paused stage " + name + " began: " + more, more == 0);
      pauses.resume(name);
      field.awaitProgress("jobs were done after " + name + " was resumed");
    }
  }
}
