package io.streamweir.stages.accesslog;

import io.streamweir.schemas.accesslog.Resource;
import java.util.Locale;
import java.util.Set;

/**
 * Tells assets, which a page brings along, from pages, by the extension of the path: style sheets,
 * scripts, images, fonts, sound and film are assets. What a reader asks for by itself, such as
 * archives and documents, counts as a page, and so does everything without an extension.
 */
final class Resources {
  private static final Set<String> ASSETS =
      Set.of(
          "css", "js", "mjs", "map", "wasm", "png", "jpg", "jpeg", "gif", "webp", "avif", "svg",
          "ico", "bmp", "woff", "woff2", "ttf", "otf", "eot", "mp3", "mp4", "ogg", "webm", "wav");
  private static final int LONGEST = 5;

  private Resources() {}

  static Resource of(String target) {
    int query = target.indexOf('?');
    int end = query < 0 ? target.length() : query;
    int dot = target.lastIndexOf('.', end - 1);
    int length = end - dot - 1;
    if (dot < 0 || length < 1 || length > LONGEST) {
      return Resource.PAGE;
    }
    String extension = target.substring(dot + 1, end).toLowerCase(Locale.ROOT);
    return ASSETS.contains(extension) ? Resource.ASSET : Resource.PAGE;
  }
}
