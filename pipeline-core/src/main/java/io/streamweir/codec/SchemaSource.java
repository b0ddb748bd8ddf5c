package io.streamweir.codec;

import org.jspecify.annotations.Nullable;

/** Where schemas of other writers are kept. Implementations are thread-safe. */
public interface SchemaSource {
  /** A source that knows no schema and forgets what is registered, for tests and tools. */
  SchemaSource NONE =
      new SchemaSource() {
        @Override
        public @Nullable String find(String fingerprint) {
          return null;
        }

        @Override
        public void register(String fingerprint, String json) {}
      };

  /**
   * The JSON that is registered under the fingerprint, or null.
   *
   * @param fingerprint 16 hexadecimal digits
   * @throws RuntimeException where the source cannot be asked now
   */
  @Nullable String find(String fingerprint);

  /** Makes a schema known to all readers, before the first payload that uses it is sent. */
  void register(String fingerprint, String json);
}
