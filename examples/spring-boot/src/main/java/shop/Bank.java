package shop;

/** The bank, which takes money once for each key, however often it is asked. */
public interface Bank {
  /** Takes the money and returns the bank's reference. */
  String charge(long cents, String key);
}
