package io.streamweir.spring.boot.process;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Starts the shop with generated classes beside its own, as if one jar had them all. */
final class GeneratedMain {
  private GeneratedMain() {}

  /** The first argument is the directory of the generated classes. */
  public static void main(String[] arguments) throws Exception {
    List<URL> path = new ArrayList<>();
    path.add(url(arguments[0]));
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      path.add(url(entry));
    }
    URLClassLoader loader =
        new URLClassLoader(path.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    Thread.currentThread().setContextClassLoader(loader);
    loader
        .loadClass(ShopProcess.class.getName())
        .getMethod("main", String[].class)
        .invoke(null, (Object) Arrays.copyOfRange(arguments, 1, arguments.length));
  }

  private static URL url(String entry) throws MalformedURLException {
    URI file = Path.of(entry).toUri();
    return file.toURL();
  }
}
