package io.streamweir.http.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Fails a test while which an answer broke the API's description. */
public final class ContractExtension implements AfterEachCallback {
  @Override
  public void afterEach(ExtensionContext context) {
    assertThat(Contract.broken()).as("what the API's description does not say").isEmpty();
  }
}
