package shop;

/** What the customer reads. */
public record Confirmation(String text) {}
