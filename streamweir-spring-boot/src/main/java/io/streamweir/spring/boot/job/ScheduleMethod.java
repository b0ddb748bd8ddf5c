package io.streamweir.spring.boot.job;

import io.streamweir.pipeline.MissedFires;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.Schedule;
import io.streamweir.pipeline.Timing;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Optional;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.core.env.Environment;

/**
 * A method with {@link JobSchedule}, whose placeholders are resolved. Immutable.
 *
 * @param method the method
 * @param pipeline the name of the pipeline that it schedules
 * @param name the schedule's name
 * @param timing when it fires; empty where it is off
 * @param key the key of its jobs; empty for that of the pipeline
 * @param missed what becomes of missed fires
 */
record ScheduleMethod(
    AnnotatedMethod<JobSchedule> method,
    String pipeline,
    String name,
    Optional<Timing> timing,
    String key,
    MissedFires missed) {

  /**
   * Reads the annotation.
   *
   * @throws JobMethodException where the method or the annotation cannot be one
   */
  static ScheduleMethod of(AnnotatedMethod<JobSchedule> method, Environment environment) {
    method.check();
    if (method.method().getParameterCount() > 0) {
      throw method.wrong(
          "takes parameters, and the input of a schedule is made of nothing",
          "Leave the parameters out; the method may use what its bean has.");
    }
    JobSchedule given = method.annotation();
    try {
      return new ScheduleMethod(
          method,
          environment.resolveRequiredPlaceholders(given.pipeline()),
          environment.resolveRequiredPlaceholders(given.name()),
          timing(method, environment),
          environment.resolveRequiredPlaceholders(given.key()),
          MissedFires.parse(environment.resolveRequiredPlaceholders(given.missed())));
    } catch (IllegalArgumentException | DateTimeException e) {
      throw method.wrong(
          "has a schedule that cannot be: " + e.getMessage(), "Change its @JobSchedule.");
    }
  }

  private static Optional<Timing> timing(
      AnnotatedMethod<JobSchedule> method, Environment environment) {
    String cron = environment.resolveRequiredPlaceholders(method.annotation().cron()).strip();
    String every = environment.resolveRequiredPlaceholders(method.annotation().every()).strip();
    if (cron.isEmpty() == every.isEmpty()) {
      throw method.wrong(
          "must be scheduled by cron or by every", "Give one of them; \"-\" is off.");
    }
    if (cron.equals(JobSchedule.OFF) || every.equals(JobSchedule.OFF)) {
      return Optional.empty();
    }
    String zone = environment.resolveRequiredPlaceholders(method.annotation().zone());
    return Optional.of(
        every.isEmpty()
            ? Timing.cron(cron, ZoneId.of(zone))
            : Timing.every(DurationStyle.detectAndParse(every)));
  }

  /**
   * Complains of a pipeline that does not take what the method gives.
   *
   * @throws JobMethodException where it takes other inputs
   */
  void check(Pipeline<?> target) {
    Class<?> given = method.method().getReturnType();
    if (!target.input().isAssignableFrom(given)) {
      throw method.wrong(
          "returns "
              + given.getName()
              + ", and pipeline '"
              + pipeline
              + "' takes "
              + target.input().getName(),
          "Let it return what the pipeline takes.");
    }
  }

  /** The pipeline with this schedule, whose input the method makes now. */
  <I> Pipeline<I> addTo(Pipeline<I> target, BeanFactory beans) {
    if (timing.isEmpty()) {
      return target;
    }
    Schedule<I> schedule =
        Schedule.of(name, timing.get(), target.input().cast(input(beans))).withMissed(missed);
    return target.withSchedule(key.isEmpty() ? schedule : schedule.withKey(key));
  }

  private Object input(BeanFactory beans) {
    Object input;
    try {
      input = method.call(beans);
    } catch (Exception e) {
      throw new IllegalStateException(
          "the schedule '"
              + name
              + "' of pipeline '"
              + pipeline
              + "' has no input: "
              + method.method()
              + " threw",
          e);
    }
    if (input == null) {
      throw method.wrong("returned null as the input of a schedule", "Let it return a record.");
    }
    return input;
  }
}
