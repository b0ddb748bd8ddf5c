package shop;

/** What the bank has taken for an order. */
public record Payment(String number, long cents, String reference) {}
