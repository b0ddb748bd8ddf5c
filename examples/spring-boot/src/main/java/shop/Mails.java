package shop;

import io.streamweir.spring.boot.job.JobHandler;
import io.streamweir.spring.boot.job.JobSchedule;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** A pipeline of one stage, and a job that it gets each morning. */
@Component
class Mails {
  private static final Logger LOG = LoggerFactory.getLogger(Mails.class);

  @JobHandler(pipeline = "mails", concurrency = "${mails.concurrency:4}")
  void send(Mail mail) {
    LOG.info("mail to {}: {}", mail.to(), mail.subject());
  }

  @JobSchedule(
      pipeline = "mails",
      name = "digest",
      cron = "${mails.digest:0 7 * * mon-fri}",
      zone = "Europe/Berlin")
  Mail digest() {
    return new Mail("boss@shop.example", "the orders of yesterday");
  }
}
