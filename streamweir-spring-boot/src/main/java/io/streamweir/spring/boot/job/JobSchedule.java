package io.streamweir.spring.boot.job;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.aot.hint.annotation.Reflective;

/**
 * Submits what a method of a bean returns to a pipeline, again and again. Any worker of the
 * pipeline fires it, and each fire is submitted once, however many instances run.
 *
 * <p>The method takes nothing and returns the job's input. It is called when the workers of this
 * process start, not at each fire: the input is kept in Redis with the schedule. A handler that
 * needs the time of the fire finds it in the job's id.
 *
 * <p>A fire that no worker submits within a minute is missed, and {@link #missed} says what becomes
 * of it. Each attribute may have placeholders.
 */
@Documented
@Reflective
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface JobSchedule {
  /** What {@link #cron} or {@link #every} says where the schedule is off. */
  String OFF = "-";

  /** The name of the pipeline, which this application must have as a bean. */
  String pipeline();

  /** The schedule's name: 1 to 64 lower-case letters, digits and inner hyphens. */
  String name();

  /** The times as five fields, such as {@code 0 7 * * mon-fri}; {@value #OFF} for none. */
  String cron() default "";

  /** The interval, such as {@code 30s}, in place of {@link #cron}; {@value #OFF} for none. */
  String every() default "";

  /** The time zone of {@link #cron}. */
  String zone() default "UTC";

  /** The key of the jobs; empty for that of the pipeline. */
  String key() default "";

  /** What becomes of missed fires: {@code once}, {@code skip}, or {@code all:N} for at most N. */
  String missed() default "once";
}
