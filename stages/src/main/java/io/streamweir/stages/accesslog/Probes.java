package io.streamweir.stages.accesslog;

import java.util.Arrays;

/**
 * Paths that scanners try on every server they find: other people's administration pages, forgotten
 * copies, secrets and well-known holes. A server that really runs one of these applications sees
 * its own users here, too.
 */
final class Probes {
  /**
   * Small letters, each from its slash on. One that ends in a slash also fits the end of the path.
   */
  private static final String[] PATHS = {
    "/.aws/",
    "/.docker/",
    "/.ds_store",
    "/.env",
    "/.git/",
    "/.hg/",
    "/.htaccess",
    "/.htpasswd",
    "/.npmrc",
    "/.ssh/",
    "/.svn/",
    "/.vscode/",
    "/_ignition/",
    "/_profiler/",
    "/bin/bash",
    "/bin/sh",
    "/actuator/env",
    "/actuator/gateway/",
    "/actuator/heapdump",
    "/admin.php",
    "/administrator/",
    "/backup.sql",
    "/boaform/",
    "/boot.ini",
    "/config.php",
    "/containers/json",
    "/dump.sql",
    "/etc/passwd",
    "/etc/shadow",
    "/fckeditor/",
    "/hnap1",
    "/id_rsa",
    "/jmx-console/",
    "/manager/html",
    "/myadmin/",
    "/phpinfo.php",
    "/phpmyadmin",
    "/pma/",
    "/proc/self/",
    "/server-status",
    "/shell.php",
    "/solr/admin/",
    "/vendor/phpunit/",
    "/win.ini",
    "/wls-wsat/",
    "/wp-admin/",
    "/wp-config",
    "/wp-login.php",
    "/xmlrpc.php"
  };

  private static final String[][] BY_SECOND_CHARACTER = bySecondCharacter();

  private Probes() {}

  /**
   * Whether a target, or a parameter within it, names one of the paths at any depth; in letters of
   * either case.
   */
  static boolean touches(String target) {
    for (int slash = target.indexOf('/'); slash >= 0; slash = target.indexOf('/', slash + 1)) {
      if (touchesAt(target, slash)) {
        return true;
      }
    }
    return false;
  }

  private static boolean touchesAt(String target, int slash) {
    int next = slash + 1 < target.length() ? Character.toLowerCase(target.charAt(slash + 1)) : 0;
    if (next >= BY_SECOND_CHARACTER.length) {
      return false;
    }
    for (String path : BY_SECOND_CHARACTER[next]) {
      if (fits(path, target, slash)) {
        return true;
      }
    }
    return false;
  }

  private static boolean fits(String path, String target, int slash) {
    boolean folder = path.endsWith("/");
    int length = folder ? path.length() - 1 : path.length();
    return target.regionMatches(true, slash, path, 0, length)
        && (!folder || endsSegment(target, slash + length));
  }

  private static boolean endsSegment(String target, int at) {
    return at == target.length() || target.charAt(at) == '/' || target.charAt(at) == '?';
  }

  private static String[][] bySecondCharacter() {
    String[][] table = new String[128][];
    for (int c = 0; c < table.length; c++) {
      char second = (char) c;
      table[c] = Arrays.stream(PATHS).filter(p -> p.charAt(1) == second).toArray(String[]::new);
    }
    return table;
  }
}
