package io.streamweir.stages.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookSecretsTest {
  private static final String OLD = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static final String NEW = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX";

  @TempDir private Path directory;

  @Test
  void readsAllThatAreInUseAndSeesAChangeAtOnce() throws IOException {
    WebhookSecrets secrets = WebhookSecrets.inDirectory(directory);
    assertThat(secrets.named("orders")).isEmpty();
    Files.writeString(directory.resolve("orders"), OLD + "\n");
    assertThat(secrets.named("orders")).hasSize(1);
    Files.writeString(directory.resolve("orders"), NEW + "\n\n" + OLD);
    assertThat(secrets.named("orders")).hasSize(2);
  }

  @Test
  void saysWhereALineIsNoSecretAndDoesNotQuoteIt() throws IOException {
    Files.writeString(directory.resolve("orders"), OLD + "\nhunter2\n");
    assertThatThrownBy(() -> WebhookSecrets.inDirectory(directory).named("orders"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("orders line 2")
        .message()
        .doesNotContain("hunter2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "..", ".hidden", "-x", "a/b", "../secret", "a\0b", "a b"})
  void aNameLeadsToNoOtherFile(String name) {
    assertThatThrownBy(() -> WebhookSecrets.inDirectory(directory).named(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a secret's name");
  }

  @Test
  void saysThatThereAreNoneAtAll() {
    assertThatThrownBy(() -> WebhookSecrets.none().named("x"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("STREAMWEIR_WEBHOOK_SECRETS");
    assertThatThrownBy(
            () -> WebhookSecrets.inDirectory(directory.resolve("missing")).named("orders"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("missing");
  }
}
