package io.streamweir.http.core;

/** Finds out who sends a request. Thread-safe. Answers at once: it runs on the server's thread. */
public interface Authenticator {
  /** Everybody may do everything. For servers that listen on the loopback address alone. */
  Authenticator NONE = request -> Caller.LOCAL;

  /**
   * The server knows its senders itself, as a servlet container does that people log in to. Those
   * whom it does not know are refused.
   */
  Authenticator SERVER =
      request ->
          request
              .sender()
              .orElseThrow(
                  () ->
                      Problem.of(ProblemType.UNAUTHORIZED, "log in to the server first")
                          .asException());

  /**
   * The sender of a request. Its body has not been read.
   *
   * @throws ProblemException of the type {@link ProblemType#UNAUTHORIZED} where there is none
   */
  Caller caller(Request request);
}
