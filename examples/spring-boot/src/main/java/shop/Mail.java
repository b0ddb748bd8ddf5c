package shop;

/** A mail to somebody. */
public record Mail(String to, String subject) {}
