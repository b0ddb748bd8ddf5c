package io.streamweir.spring.boot.process;

import io.streamweir.client.JobClient;
import io.streamweir.client.Receipt;
import io.streamweir.client.SubmitOptions;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.spring.boot.job.JobHandler;
import io.streamweir.spring.boot.job.JobSchedule;
import io.streamweir.testkit.Patience;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.devtools.restart.Restarter;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Profile;
import org.springframework.context.event.EventListener;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** An application as users write them, to be started as a process. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class ShopProcess {
  static final String OPEN = "the shop is open";

  /** What a customer orders. */
  record Order(String number) {}

  /** What the customer reads. */
  record Confirmation(String text) {}

  /** A mail to somebody. */
  record Mail(String to) {}

  /** Starts it. */
  public static void main(String[] arguments) {
    run(arguments);
  }

  static ConfigurableApplicationContext run(String... arguments) {
    SpringApplication shop = new SpringApplication(ShopProcess.class);
    shop.setDefaultProperties(
        Map.of(
            "server.port", "0",
            "spring.main.banner-mode", "off",
            "spring.docker.compose.enabled", "false",
            "management.health.redis.enabled", "false",
            "management.endpoints.web.exposure.include", "health,streamweir",
            "management.endpoint.health.show-details", "always",
            "management.endpoint.health.group.readiness.include", "readinessState,streamweir"));
    return shop.run(arguments);
  }

  /** The pipeline, under the name that it is given. */
  static Pipeline<Order> pipeline(String name, Ledger ledger) {
    return Pipeline.named(name)
        .accepts(Order.class)
        .stage("check", Order.class, (order, context) -> Outcome.forward(order))
        .stage(
            "charge",
            Order.class,
            (order, context) -> {
              ledger.work(order.number());
              return Outcome.forward(order);
            },
            stage -> stage.withConcurrency(8))
        .stage(
            "confirm",
            Confirmation.class,
            (order, context) -> Outcome.finish(new Confirmation("paid " + order.number())))
        .build();
  }

  @Bean
  Ledger ledger(@Value("${shop.ledger}") Path file) {
    return new Ledger(file);
  }

  @Bean
  Pipeline<Order> orders(@Value("${shop.pipeline:orders}") String name, Ledger ledger) {
    return pipeline(name, ledger);
  }

  /** A second one that takes the same. */
  @Bean
  @Profile("returns")
  Pipeline<Order> returns(Ledger ledger) {
    return pipeline("returns", ledger);
  }

  @Bean
  SecurityFilterChain open(HttpSecurity http) throws Exception {
    return http.csrf(csrf -> csrf.disable()).build();
  }

  @EventListener
  void says(WebServerInitializedEvent event) {
    String server = event.getApplicationContext().getServerNamespace();
    System.out.println(
        "port of " + (server == null ? "shop" : server) + ": " + event.getWebServer().getPort());
  }

  @EventListener(ApplicationReadyEvent.class)
  void saysThatItIsOpen() {
    System.out.println(OPEN);
  }

  /** A pipeline of one stage. */
  @Component
  static class Mails {
    private final Ledger ledger;

    Mails(Ledger ledger) {
      this.ledger = ledger;
    }

    @JobHandler(pipeline = "mails", concurrency = "2")
    void send(Mail mail) throws InterruptedException {
      ledger.work("mail to " + mail.to());
    }

    /** On no day on which a test looks. */
    @JobSchedule(pipeline = "mails", name = "digest", cron = "0 0 29 2 *")
    Mail digest() {
      return new Mail("boss");
    }
  }

  /** What customers ask. */
  @RestController
  static class Desk {
    private final JobClient<Order> orders;
    private final JobClient<Mail> mails;
    private final AtomicInteger entered = new AtomicInteger();

    Desk(JobClient<Order> orders, JobClient<Mail> mails) {
      this.orders = orders;
      this.mails = mails;
    }

    /** Answers with how the order ended. A repeated number is the same order. */
    @PostMapping("/orders/{number}")
    String order(@PathVariable String number) throws InterruptedException {
      entered.incrementAndGet();
      Receipt receipt =
          orders.submit(
              new Order(number), SubmitOptions.defaults().withDedupe(number, Duration.ofHours(1)));
      return orders.awaitResult(receipt, Patience.PATIENCE).value(Confirmation.class).text();
    }

    @PostMapping("/mails/{to}")
    void mail(@PathVariable String to) {
      mails.submit(new Mail(to));
    }

    @GetMapping("/entered")
    int entered() {
      return entered.get();
    }

    /** As devtools does after a class has changed. */
    @PostMapping("/restart")
    void restart() {
      new Thread(() -> Restarter.getInstance().restart(), "restart").start();
    }

    @GetMapping("/loader")
    String loader() {
      return Order.class.getClassLoader() + " " + JobClient.class.getClassLoader();
    }
  }
}
