package orders;

/** What the customer reads. */
public record Confirmation(String text) {}
