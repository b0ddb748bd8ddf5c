package io.streamweir.stages.webhook;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Where a worker finds the secrets that events name. Events and Redis never hold a secret itself.
 * Must be thread-safe.
 */
@FunctionalInterface
public interface WebhookSecrets {
  /**
   * The secrets of this name that are in use now, empty where there are none. Each of them signs,
   * so that a receiver may go from an old secret to a new one.
   *
   * @throws IOException where they cannot be read; the message must not quote them
   */
  List<SigningSecret> named(String name) throws IOException;

  /** No secrets at all: nothing can be delivered. */
  static WebhookSecrets none() {
    return name -> {
      throw new IOException(
          "this worker has no secrets: "
              + WebhookSettings.PREFIX
              + "SECRETS names no directory that holds them");
    };
  }

  /** These secrets by their names. */
  static WebhookSecrets of(Map<String, List<SigningSecret>> secrets) {
    Map<String, List<SigningSecret>> copy = Map.copyOf(secrets);
    return name -> copy.getOrDefault(name, List.of());
  }

  /**
   * A directory with one file per name, as a mounted Kubernetes secret is; each line of a file is a
   * secret. Files are read for every delivery, so what is changed takes effect at once.
   */
  static WebhookSecrets inDirectory(Path directory) {
    return name -> read(directory, name);
  }

  /**
   * Checks a name: 1 to 64 letters, digits, dots, underscores and hyphens, of which the first is no
   * dot or hyphen. So it leads to no other directory.
   *
   * @throws IllegalArgumentException where it is none
   */
  static String checkName(String name) {
    if (!Names.FORM.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "a secret's name must be 1 to 64 letters, digits, dots, underscores and hyphens, with a"
              + " letter, digit or underscore first");
    }
    return name;
  }

  private static List<SigningSecret> read(Path directory, String name) throws IOException {
    Path file = directory.resolve(checkName(name));
    if (!Files.isReadable(directory)) {
      throw new IOException("the directory of secrets " + directory + " cannot be read");
    }
    if (!Files.isRegularFile(file)) {
      return List.of();
    }
    List<SigningSecret> secrets = new ArrayList<>();
    int number = 0;
    for (String line : Files.readAllLines(file)) {
      number++;
      if (!line.isBlank()) {
        secrets.add(parse(line.strip(), file, number));
      }
    }
    return secrets;
  }

  private static SigningSecret parse(String line, Path file, int number) throws IOException {
    try {
      return SigningSecret.parse(line);
    } catch (IllegalArgumentException e) {
      throw new IOException(file + " line " + number + ": " + e.getMessage(), e);
    }
  }

  /** What a name looks like. */
  final class Names {
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,63}");

    private Names() {}
  }
}
