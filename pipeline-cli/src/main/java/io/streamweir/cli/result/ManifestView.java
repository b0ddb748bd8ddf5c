package io.streamweir.cli.result;

import io.streamweir.cli.terminal.Terminal;
import io.streamweir.cli.text.SafeText;
import io.streamweir.client.Result;
import io.streamweir.codec.UndecodableException;
import io.streamweir.codec.UnknownSchemaException;
import io.streamweir.schemas.manifest.Failure;
import io.streamweir.schemas.manifest.Manifest;
import io.streamweir.stages.manifest.ManifestPipeline;
import java.util.Locale;
import java.util.Optional;

/** Says for people what a manifest came to. */
final class ManifestView {
  private final Terminal terminal;

  ManifestView(Terminal terminal) {
    this.terminal = terminal;
  }

  /** The manifest that a job finished with, where it did with one. */
  static Optional<Manifest> of(Result result) {
    if (!(result instanceof Result.Finished finished)) {
      return Optional.empty();
    }
    try {
      return finished.typeName().filter(Manifest.class.getName()::equals).isPresent()
          ? Optional.of(finished.value(Manifest.class))
          : Optional.empty();
    } catch (UndecodableException | UnknownSchemaException e) {
      return Optional.empty();
    }
  }

  /** Whether the manifest holds all that was asked for. */
  static boolean good(Manifest manifest) {
    return manifest.getComplete() && (manifest.getOutput() != null || manifest.getLines() != null);
  }

  /** One line, and one more for each failure that is told. */
  String text(Manifest manifest) {
    StringBuilder text = new StringBuilder(sum(manifest));
    text.append(manifest.getComplete() ? "" : terminal.paint(31, "  incomplete"));
    text.append(place(manifest));
    for (Failure failure : manifest.getFailures()) {
      text.append("\n  ").append(SafeText.of(failure.getPath() + ": " + failure.getError()));
    }
    long more = manifest.getFailed() - manifest.getFailures().size();
    return more > 0 ? text + "\n  and " + more + " more" : text.toString();
  }

  private static String sum(Manifest manifest) {
    return counted(manifest.getFiles(), "file")
        + ", "
        + counted(manifest.getBytes(), "byte")
        + (manifest.getLinks() == 0
            ? ""
            : ", " + counted(manifest.getLinks(), "link") + " not followed")
        + (manifest.getOthers() == 0
            ? ""
            : ", " + counted(manifest.getOthers(), "special file") + " not read")
        + (manifest.getFailed() == 0
            ? ""
            : String.format(Locale.ROOT, ", %,d failed", manifest.getFailed()));
  }

  private static String counted(long number, String what) {
    return String.format(Locale.ROOT, "%,d %s%s", number, what, number == 1 ? "" : "s");
  }

  private static String place(Manifest manifest) {
    if (manifest.getOutput() != null) {
      return "  in " + SafeText.of(manifest.getOutput());
    }
    return manifest.getLines() == null
        ? "  too many lines for a result: submit it without --print, which writes them to a file"
            + " ending in "
            + ManifestPipeline.SUFFIX
        : "";
  }
}
