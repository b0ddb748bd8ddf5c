package io.streamweir.spring.boot.health;

import io.streamweir.listener.LaneView;
import io.streamweir.pipeline.Plural;
import io.streamweir.spring.boot.worker.PipelineWorker;
import io.streamweir.worker.Worker;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Says whether a pipeline's worker does its work: up, out of service while it drains and behind a
 * stop, down where it waits for Redis, has failed, or has not heard of Redis for two leases.
 */
final class PipelineHealthIndicator extends AbstractHealthIndicator {
  private final PipelineWorker worker;

  PipelineHealthIndicator(PipelineWorker worker) {
    super("the health of pipeline '" + worker.pipeline().name() + "' cannot be told");
    this.worker = worker;
  }

  @Override
  protected void doHealthCheck(Health.Builder health) {
    switch (worker.state()) {
      case RUNNING ->
          worker
              .worker()
              .ifPresentOrElse(running -> running(health, running), health::outOfService);
      case WAITING ->
          down(
              health,
              "Redis cannot be asked; the worker begins when it can. Look at streamweir.redis.*,"
                  + " and at Redis");
      case FAILED ->
          down(
              health,
              "the worker could not be started; mend the cause, then restart the application");
      case DRAINING ->
          health.outOfService().withDetail("reason", "the worker drains: it takes in nothing new");
      case STOPPED -> health.outOfService().withDetail("reason", "the worker is stopped");
    }
  }

  private void down(Health.Builder health, String reason) {
    health.down().withDetail("reason", reason);
    worker
        .failure()
        .ifPresent(failure -> health.withDetail("failure", String.valueOf(failure.getMessage())));
  }

  private void running(Health.Builder health, Worker running) {
    List<LaneView> lanes = running.lanes();
    Duration silent = running.oldestPoll();
    health
        .up()
        .withDetail("consumer", running.consumer())
        .withDetail("lanes", lanes.size())
        .withDetail("held", lanes.stream().mapToInt(LaneView::held).sum())
        .withDetail("sinceRedisAnsweredMillis", silent.toMillis());
    Duration longest = worker.lease().multipliedBy(2);
    if (silent.compareTo(longest) > 0) {
      health
          .down()
          .withDetail(
              "reason",
              "a lane has not heard of Redis for "
                  + Plural.lasting(silent.toMillis() / 1000.0)
                  + ", and entries whose leases ran out go to other workers. Look at Redis and the"
                  + " network");
    }
  }
}
