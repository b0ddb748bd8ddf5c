package io.streamweir.spring.boot.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.pipeline.MissedFires;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.Schedule;
import io.streamweir.pipeline.Timing;
import io.streamweir.spring.boot.worker.PipelineCustomizer;
import java.time.Duration;
import java.time.ZoneId;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

class JobScheduleTest {
  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withConfiguration(AutoConfigurations.of(JobAutoConfiguration.class))
          .withUserConfiguration(Pipelines.class);

  record Mail(String to) {}

  record Other(String text) {}

  @Configuration(proxyBeanMethods = false)
  static class Pipelines {
    @Bean
    Pipeline<Mail> mails() {
      return Pipeline.named("mails")
          .accepts(Mail.class)
          .stage("send", Mail.class, (mail, context) -> Outcome.finish())
          .build();
    }
  }

  /** Of a bean that itself needs the pipeline. */
  static class Digests {
    private final AtomicInteger calls = new AtomicInteger();

    Digests(Pipeline<Mail> mails) {}

    @JobSchedule(
        pipeline = "mails",
        name = "digest",
        cron = "${mails.digest:-}",
        zone = "Europe/Berlin",
        key = "all",
        missed = "skip")
    Mail digest() {
      return new Mail("all " + calls.incrementAndGet());
    }

    @JobSchedule(pipeline = "mails", name = "ping", every = "${mails.ping:30s}")
    Mail ping() {
      return new Mail("ping");
    }
  }

  private static Pipeline<?> atStart(ApplicationContext context) {
    return context
        .getBean(PipelineCustomizer.class)
        .customize(context.getBean("mails", Pipeline.class));
  }

  @Test
  void addsTheSchedulesWhenWorkersStart() {
    runner
        .withUserConfiguration(Digests.class)
        .withPropertyValues("mails.digest=0 7 * * mon-fri")
        .run(
            context -> {
              Pipeline<?> mails = context.getBean("mails", Pipeline.class);
              assertThat(mails.schedules()).isEmpty();
              assertThat(context.getBean(Digests.class).calls).hasValue(0);
              assertThat(atStart(context).schedules())
                  .extracting(each -> (Object) each)
                  .containsExactlyInAnyOrder(
                      new Schedule<>(
                          "digest",
                          Timing.cron("0 7 * * mon-fri", ZoneId.of("Europe/Berlin")),
                          new Mail("all 1"),
                          "all",
                          MissedFires.skip()),
                      Schedule.every("ping", Duration.ofSeconds(30), new Mail("ping")));
            });
  }

  @Test
  void aDashIsOff() {
    runner
        .withUserConfiguration(Digests.class)
        .withPropertyValues("mails.ping=-")
        .run(context -> assertThat(atStart(context).schedules()).isEmpty());
  }

  static class Unknown {
    @JobSchedule(pipeline = "letters", name = "s", every = "1m")
    Mail input() {
      return new Mail("");
    }
  }

  static class WrongInput {
    @JobSchedule(pipeline = "mails", name = "s", every = "1m")
    Other input() {
      return new Other("");
    }
  }

  static class WithParameter {
    @JobSchedule(pipeline = "mails", name = "s", every = "1m")
    Mail input(Mail mail) {
      return mail;
    }
  }

  static class NoTimes {
    @JobSchedule(pipeline = "mails", name = "s")
    Mail input() {
      return new Mail("");
    }
  }

  static class WrongCron {
    @JobSchedule(pipeline = "mails", name = "s", cron = "61 * * * *")
    Mail input() {
      return new Mail("");
    }
  }

  static class WrongZone {
    @JobSchedule(pipeline = "mails", name = "s", cron = "1 * * * *", zone = "Mars/Base")
    Mail input() {
      return new Mail("");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "Unknown, 'schedules pipeline ''letters'', which is not there.', The pipelines of this"
        + " application are: mails.",
    "WrongInput, 'Other, and pipeline ''mails'' takes ', Let it return what the pipeline takes.",
    "WithParameter, takes parameters, Leave the parameters out",
    "NoTimes, must be scheduled by cron or by every, Give one of them",
    "WrongCron, has a schedule that cannot be, Change its @JobSchedule",
    "WrongZone, Mars/Base, Change its @JobSchedule"
  })
  void aScheduleThatCannotBeFailsTheStart(String bean, String description, String action)
      throws Exception {
    Class<?> type = Class.forName(JobScheduleTest.class.getName() + "$" + bean);
    runner
        .withUserConfiguration(type)
        .run(
            context -> {
              FailureAnalysis failure =
                  new JobMethodFailureAnalyzer().analyze(context.getStartupFailure());
              assertThat(failure.getDescription())
                  .startsWith("The method " + type.getName() + ".input ")
                  .contains(description);
              assertThat(failure.getAction()).contains(action);
            });
  }
}
