package io.streamweir.spring.boot.test;

import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.spring.boot.job.JobHandler;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.stereotype.Component;

/** An application with two pipelines, and with something else. */
@SpringBootApplication
class Shop {
  record Order(String id, long cents) {}

  record Mail(String to) {}

  /** Counts what its stages see. */
  @Configuration(proxyBeanMethods = false)
  static class Orders {
    final AtomicInteger charged = new AtomicInteger();

    @Bean
    Pipeline<Order> orders() {
      return Pipeline.named("orders")
          .accepts(Order.class)
          .stage("check", Order.class, (order, context) -> check(order))
          .stage(
              "charge",
              Order.class,
              (order, context) -> {
                charged.incrementAndGet();
                return Outcome.finish();
              })
          .build();
    }

    private static Outcome<Order> check(Order order) {
      return order.cents() > 0 ? Outcome.forward(order) : Outcome.reject("nothing to pay");
    }
  }

  /** Counts mails. */
  @Component
  static class Mails {
    final AtomicInteger sent = new AtomicInteger();

    @JobHandler(pipeline = "mails")
    void send(Mail mail) {
      sent.incrementAndGet();
    }
  }
}
