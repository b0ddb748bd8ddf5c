package orders;

/** The bank, which takes money once for each key, however often it is asked. */
public interface Bank {
  /**
   * Takes the money and returns the bank's reference.
   *
   * @throws CardRefusedException if the customer must do something about it
   */
  String charge(long cents, String key);

  /** The bank does not take this card. To ask again would not help. */
  final class CardRefusedException extends RuntimeException {
    public CardRefusedException(String reason) {
      super(reason);
    }
  }
}
