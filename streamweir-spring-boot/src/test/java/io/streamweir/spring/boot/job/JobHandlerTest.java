package io.streamweir.spring.boot.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.Stage;
import io.streamweir.pipeline.StageContext;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.core.ResolvableType;

class JobHandlerTest {
  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withConfiguration(AutoConfigurations.of(JobAutoConfiguration.class));

  record Mail(String to) {}

  record Sent(String id) {}

  static class Mails {
    @JobHandler(pipeline = "mails", concurrency = "${mails.concurrency:16}")
    Outcome<Sent> send(Mail mail, StageContext context) {
      return Outcome.finish(new Sent(mail.to() + " by " + context.jobId()));
    }
  }

  @SuppressWarnings("unchecked") // by the bean's type
  private static Pipeline<Mail> mails(ApplicationContext context) {
    return (Pipeline<Mail>)
        context
            .getBeanProvider(ResolvableType.forClassWithGenerics(Pipeline.class, Mail.class))
            .getObject();
  }

  @SuppressWarnings("unchecked") // of the only stage
  private static Outcome<?> handle(Pipeline<?> pipeline, Object input) throws Exception {
    Stage<Object, Object> handler = (Stage<Object, Object>) pipeline.first().handler();
    return handler.handle(input, StageContext.of(pipeline.name(), "handle", "job-1"));
  }

  @Test
  void isAPipelineOfOneStageThatIsFoundByItsInput() {
    runner
        .withUserConfiguration(Mails.class)
        .run(
            context -> {
              Pipeline<Mail> mails = mails(context);
              assertThat(mails.name()).isEqualTo("mails");
              assertThat(mails.input()).isEqualTo(Mail.class);
              assertThat(mails.stages()).hasSize(1);
              assertThat(mails.first().name()).isEqualTo("handle");
              assertThat(mails.first().config().concurrency()).isEqualTo(16);
              assertThat(handle(mails, new Mail("ann")))
                  .isEqualTo(Outcome.finish(new Sent("ann by job-1")));
            });
  }

  @Test
  void attributesHavePlaceholders() {
    runner
        .withUserConfiguration(Mails.class)
        .withPropertyValues("mails.concurrency=3")
        .run(context -> assertThat(mails(context).first().config().concurrency()).isEqualTo(3));
    runner
        .withUserConfiguration(Mails.class)
        .withPropertyValues("mails.concurrency=many")
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .rootCause()
                    .hasMessageContaining("Mails.send has the concurrency 'many'"));
  }

  static class Shapes {
    @JobHandler(pipeline = "results", stage = "make")
    Sent result(StageContext context, Mail mail) {
      return new Sent(mail.to());
    }

    @JobHandler(pipeline = "nulls")
    Sent nothingThisTime(Mail mail) {
      return null;
    }

    @JobHandler(pipeline = "voids")
    void nothing(Mail mail) {}

    @JobHandler(pipeline = "throws")
    public void fails(Mail mail) throws IOException {
      throw new IOException(mail.to());
    }
  }

  @Test
  void mayReturnAResultOrNothing() {
    runner
        .withUserConfiguration(Shapes.class)
        .run(
            context -> {
              Mail mail = new Mail("ann");
              Pipeline<?> results = context.getBean("resultsPipeline", Pipeline.class);
              assertThat(results.first().name()).isEqualTo("make");
              assertThat(handle(results, mail)).isEqualTo(Outcome.finish(new Sent("ann")));
              assertThat(handle(context.getBean("nullsPipeline", Pipeline.class), mail))
                  .isEqualTo(Outcome.finish());
              assertThat(handle(context.getBean("voidsPipeline", Pipeline.class), mail))
                  .isEqualTo(Outcome.finish());
            });
  }

  @Test
  void throwsWhatTheMethodThrows() {
    runner
        .withUserConfiguration(Shapes.class)
        .run(
            context ->
                assertThatExceptionOfType(IOException.class)
                    .isThrownBy(
                        () ->
                            handle(
                                context.getBean("throwsPipeline", Pipeline.class), new Mail("ann")))
                    .withMessage("ann"));
  }

  /** As a service that submits to the pipeline whose jobs it handles. */
  static class Circle {
    final Pipeline<Mail> own;

    Circle(Pipeline<Mail> own) {
      this.own = own;
    }

    @JobHandler(pipeline = "mails")
    Sent send(Mail mail) {
      return new Sent(own.name());
    }
  }

  @Test
  void aBeanMayNeedThePipelineThatItHandles() {
    runner
        .withUserConfiguration(Circle.class)
        .run(
            context ->
                assertThat(handle(mails(context), new Mail("ann")))
                    .isEqualTo(Outcome.finish(new Sent("mails"))));
  }

  /** As annotations for transactions do. */
  static class Proxies implements BeanPostProcessor {
    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
      if (!(bean instanceof Mails)) {
        return bean;
      }
      ProxyFactory proxy = new ProxyFactory(bean);
      proxy.setProxyTargetClass(true);
      proxy.addAdvice(
          (org.aopalliance.intercept.MethodInterceptor)
              call -> {
                call.proceed();
                return Outcome.finish(new Sent("by the proxy"));
              });
      return proxy.getProxy();
    }
  }

  @Test
  void isCalledThroughTheProxyOfItsBean() {
    runner
        .withUserConfiguration(Mails.class, Proxies.class)
        .run(
            context ->
                assertThat(handle(mails(context), new Mail("ann")))
                    .isEqualTo(Outcome.finish(new Sent("by the proxy"))));
  }

  static class TwoInputs {
    @JobHandler(pipeline = "p")
    void handle(Mail mail, Sent sent) {}
  }

  static class NoInput {
    @JobHandler(pipeline = "p")
    void handle(StageContext context) {}
  }

  static class NoRecord {
    @JobHandler(pipeline = "p")
    void handle(List<Mail> mails) {}
  }

  static class LaterResult {
    @JobHandler(pipeline = "p")
    CompletableFuture<Sent> handle(Mail mail) {
      return CompletableFuture.completedFuture(new Sent(""));
    }
  }

  static class Private {
    @JobHandler(pipeline = "p")
    private void handle(Mail mail) {}
  }

  static class OtherMails {
    @JobHandler(pipeline = "mails")
    void handle(Mail mail) {}
  }

  private FailureAnalysis failureOf(Class<?>... beans) {
    FailureAnalysis[] analysis = new FailureAnalysis[1];
    runner
        .withUserConfiguration(beans)
        .run(
            context ->
                analysis[0] = new JobMethodFailureAnalyzer().analyze(context.getStartupFailure()));
    return analysis[0];
  }

  @ParameterizedTest
  @ValueSource(
      classes = {TwoInputs.class, NoInput.class, NoRecord.class, LaterResult.class, Private.class})
  void aMethodThatCannotHandleFailsTheStartAndIsNamed(Class<?> bean) {
    FailureAnalysis failure = failureOf(bean);

    assertThat(failure.getDescription())
        .startsWith("The method " + bean.getName() + ".handle ")
        .endsWith(".");
    assertThat(failure.getAction()).containsAnyOf("Let it take the job's input", "not private");
  }

  @Test
  void aPipelineHasOneHandler() {
    FailureAnalysis failure = failureOf(Mails.class, OtherMails.class);

    assertThat(failure.getDescription())
        .contains("OtherMails.handle handles pipeline 'mails', which is there already")
        .contains("Mails.send");
    assertThat(failure.getAction()).contains("a name of its own");
  }
}
