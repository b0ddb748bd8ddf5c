package io.streamweir.chaos.faults;

import io.streamweir.chaos.oracle.JobPlan;
import io.streamweir.chaos.program.Kind;
import io.streamweir.chaos.program.RunLog.StageName;
import io.streamweir.chaos.rig.Field;
import io.streamweir.chaos.rig.Setup;
import io.streamweir.chaos.rig.Waiting;
import io.streamweir.chaos.rig.WorkerProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Workers die between two steps of an entry, found on the wire by the worker's proxy. */
final class WorkerKilledAtStep implements Fault {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final long FIRST_SLOW = 8_000_000;
  private static final int STEPS_SHORT = 5; // of all, chosen by the seed

  /** Where a worker dies. */
  private enum Step {
    READ_NOT_ANSWERED,
    HANDLER_RUNNING,
    SETTLEMENT_NOT_SENT,
    SETTLEMENT_NOT_ANSWERED,
    SETTLEMENT_ANSWERED,
    WINDOW_NOT_CLOSED,
    WINDOW_CLOSED
  }

  @Override
  public String name() {
    return "worker-killed-at-step";
  }

  @Override
  public String how() {
    return "kill -9 at each step between read, handle, settlement sent and settlement answered, and"
        + " as a window is closed, recognised by a proxy in the worker's traffic";
  }

  @Override
  public Setup setup(Setup usual, Extent extent) {
    return usual.withSettings(usual.settings().withSlowTime(Duration.ofSeconds(1)));
  }

  @Override
  public void strike(Field field, Extent extent) {
    for (int round = 0; round < extent.of(1, 4); round++) {
      List<Step> steps = new ArrayList<>(List.of(Step.values()));
      while (steps.size() > extent.of(STEPS_SHORT, steps.size())) {
        steps.remove(field.random().nextInt(steps.size()));
      }
      for (Step step : steps) {
        WorkerProcess victim = field.workers().running().get(0);
        kill(field, victim, step, round);
        field.note(victim.name() + " died at " + step);
        WorkerProcess next = field.workers().startSoon();
        Takeover.await(field, victim);
        next.awaitReady();
        awaitSlowJobs(field);
      }
    }
  }

  private static void kill(Field field, WorkerProcess victim, Step step, int round) {
    switch (step) {
      case READ_NOT_ANSWERED ->
          await(victim.proxy().afterNext(WorkerCommands.read(), victim::kill));
      case HANDLER_RUNNING -> killInHandler(field, victim, round);
      case SETTLEMENT_NOT_SENT ->
          await(victim.proxy().beforeNext(WorkerCommands.settlement(), victim::kill));
      case SETTLEMENT_NOT_ANSWERED ->
          await(victim.proxy().afterNext(WorkerCommands.settlement(), victim::kill));
      case SETTLEMENT_ANSWERED ->
          await(victim.proxy().afterReplyToNext(WorkerCommands.settlement(), victim::kill));
      case WINDOW_NOT_CLOSED ->
          await(victim.proxy().beforeNext(WorkerCommands.closing(), victim::kill));
      case WINDOW_CLOSED -> await(victim.proxy().afterNext(WorkerCommands.closing(), victim::kill));
    }
  }

  /** Submits slow jobs until the victim has one. */
  private static void killInHandler(Field field, WorkerProcess victim, int round) {
    long[] number = {FIRST_SLOW + 1_000L * round};
    Waiting.require(
        victim.name() + " ran a slow handler",
        PATIENCE,
        () -> {
          field.load().submitNow(new JobPlan(number[0]++, Kind.SLOW, 1));
          Waiting.pause(Duration.ofMillis(50));
          return victim.runs().running(StageName.DANGER) > 0;
        });
    victim.kill();
  }

  /** A job that met one kill after the other would be poison by its deliveries. */
  private static void awaitSlowJobs(Field field) {
    Waiting.require("the slow jobs were done", PATIENCE, () -> field.backlog("danger") == 0);
  }

  private static void await(CompletableFuture<Void> killed) {
    try {
      killed.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the step never came", e);
    }
  }
}
