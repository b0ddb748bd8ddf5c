package io.streamweir.spring.boot.job;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.aot.hint.annotation.Reflective;

/**
 * Makes a method of a bean the handler of a pipeline that has this one stage. The pipeline is a
 * bean, so that a {@code JobClient} of the method's input can be injected and workers run it.
 *
 * <p>The method takes the job's input, a record, and may take the {@link
 * io.streamweir.pipeline.StageContext} beside it. It returns
 *
 * <ul>
 *   <li>an {@link io.streamweir.pipeline.Outcome}, which says what becomes of the job,
 *   <li>or the job's result, a record, with which the job ends; null ends it without a result,
 *   <li>or nothing: then the job ends without a result.
 * </ul>
 *
 * <p>What it throws counts as a failed attempt. It runs at least once for each job, and with a
 * concurrency above 1 on several threads at once. Several stages are a {@code @Bean} of the type
 * {@link io.streamweir.pipeline.Pipeline}. Each attribute may have placeholders.
 */
@Documented
@Reflective
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface JobHandler {
  /** The pipeline's name: 1 to 64 lower-case letters, digits and inner hyphens. */
  String pipeline();

  /** How many jobs the worker of this process handles at once. */
  String concurrency() default "1";

  /** The stage's name, under which overrides, metrics and dead letters show it. */
  String stage() default "handle";
}
