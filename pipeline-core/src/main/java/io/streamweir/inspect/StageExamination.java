package io.streamweir.inspect;

import java.util.concurrent.CompletableFuture;

/**
 * Looks at one aspect of a stage in one partition, at one priority. {@link StagesExamination} lists
 * them all, and asks them only where every key of the stage has the type that it should have. It
 * asks about many inboxes at once, so an examination first asks and reports then. Stateless.
 */
interface StageExamination {
  /** Asks what it needs to know, and waits for nothing. */
  CompletableFuture<Report> ask(StagePlace place);

  /** What the answers tell. */
  interface Report {
    /** Nothing is wrong. */
    Report NOTHING = findings -> {};

    /** Reports what was found. It may ask more, and wait, where something seems to be wrong. */
    void to(Findings findings);
  }
}
