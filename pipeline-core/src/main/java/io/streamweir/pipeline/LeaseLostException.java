package io.streamweir.pipeline;

/**
 * Another worker has the entry, or may have it, so nothing that this run says counts any more. A
 * handler that gets it should end, and let it pass: the entry is given up here, and no attempt is
 * counted.
 */
public final class LeaseLostException extends StreamweirException {
  private static final long serialVersionUID = 1L;

  private final String entryId;

  /** That of the entry with this id. */
  public LeaseLostException(String entryId) {
    super("entry " + entryId + " is another worker's now");
    this.entryId = entryId;
  }

  /** The entry's id in its inbox. */
  public String entryId() {
    return entryId;
  }
}
