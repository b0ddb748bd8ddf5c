package shop;

/** What a customer has ordered, and what it costs. */
public record Order(String number, long cents) {}
