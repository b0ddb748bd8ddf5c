package io.streamweir.spring.boot.endpoint;

import io.streamweir.client.Schedules;
import io.streamweir.inspect.DeadLetters;
import io.streamweir.inspect.PauseOptions;
import io.streamweir.inspect.Pauses;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisLink;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What operators may change of one pipeline, by name. Whoever asks for what is not there hears what
 * there is.
 */
final class PipelineChanges {
  /**
   * What a change takes.
   *
   * @param stage the stage; null for the whole pipeline, and for dead letters of all stages
   * @param id a dead letter; null for all
   * @param schedule the schedule's name
   * @param duration of a pause; null until it is resumed
   * @param reason of a pause
   */
  record Asked(
      @Nullable String stage,
      @Nullable String id,
      @Nullable String schedule,
      @Nullable Duration duration,
      @Nullable String reason) {}

  private final RedisLink link;
  private final Pipeline<?> pipeline;
  private final Map<String, Function<Asked, Changed>> actions = new TreeMap<>();

  PipelineChanges(RedisLink link, Pipeline<?> pipeline) {
    this.link = link;
    this.pipeline = pipeline;
    actions.put("pause", this::pause);
    actions.put("resume", this::resume);
    actions.put("replay", this::replay);
    actions.put("pause-schedule", this::pauseSchedule);
    actions.put("resume-schedule", this::resumeSchedule);
    actions.put("run-schedule", this::runSchedule);
  }

  /**
   * Carries out a change.
   *
   * @throws IllegalArgumentException where it names what is not there
   */
  Changed change(String action, Asked asked) {
    Function<Asked, Changed> known = actions.get(action);
    if (known == null) {
      throw new IllegalArgumentException(
          "there is no change '" + action + "'; there are " + String.join(", ", actions.keySet()));
    }
    return known.apply(asked);
  }

  private Changed pause(Asked asked) {
    PauseOptions options = PauseOptions.defaults().withBy("actuator");
    if (asked.duration() != null) {
      options = options.withDuration(asked.duration());
    }
    if (asked.reason() != null) {
      options = options.withReason(asked.reason());
    }
    Pauses pauses = new Pauses(link, pipeline);
    Pauses.Paused paused =
        asked.stage() == null ? pauses.pause(options) : pauses.pause(asked.stage(), options);
    return changed("pause", paused.already() ? 0 : 1);
  }

  private Changed resume(Asked asked) {
    Pauses pauses = new Pauses(link, pipeline);
    boolean ended =
        (asked.stage() == null ? pauses.resume() : pauses.resume(asked.stage())).isPresent();
    return changed("resume", ended ? 1 : 0);
  }

  private Changed replay(Asked asked) {
    String id = asked.id();
    if (id != null) {
      DeadLetters letters = new DeadLetters(link, pipeline, need("stage", asked.stage()));
      return changed("replay", letters.replay(id) ? 1 : 0);
    }
    List<String> stages =
        asked.stage() == null
            ? pipeline.stages().stream().map(stage -> stage.name()).toList()
            : List.of(asked.stage());
    return changed(
        "replay",
        stages.stream()
            .mapToLong(stage -> new DeadLetters(link, pipeline, stage).replayAll())
            .sum());
  }

  private Changed pauseSchedule(Asked asked) {
    Schedules.open(link, pipeline).pause(need("schedule", asked.schedule()));
    return changed("pause-schedule", 1);
  }

  private Changed resumeSchedule(Asked asked) {
    Schedules.open(link, pipeline).resume(need("schedule", asked.schedule()));
    return changed("resume-schedule", 1);
  }

  private Changed runSchedule(Asked asked) {
    String job = Schedules.open(link, pipeline).runNow(need("schedule", asked.schedule())).jobId();
    return new Changed(pipeline.name(), "run-schedule", 1, job);
  }

  private Changed changed(String action, long changed) {
    return new Changed(pipeline.name(), action, changed, null);
  }

  private static String need(String name, @Nullable String given) {
    if (given == null) {
      throw new IllegalArgumentException("say which " + name);
    }
    return given;
  }
}
