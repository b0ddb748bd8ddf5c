package io.streamweir.http.console;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** Chromium without a window, and what tests ask it. For one thread. */
final class Browser implements AutoCloseable {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Path PICTURES = Path.of("target", "console");
  private static final int TALLEST = 2600;
  private static final String AXE = resource("/axe.min.js");
  private static final String EXAMINE =
      """
      const done = arguments[0];
      axe.run().then(
        (found) => done(found.violations.flatMap((rule) =>
          rule.nodes.map((node) => `${rule.id}: ${rule.help}: ${node.html}`))),
        (error) => done([String(error)]));
      """;

  private final ChromeDriver driver;
  private final List<String> addresses = new ArrayList<>();

  private Browser(ChromeDriver driver) {
    this.driver = driver;
  }

  private static String resource(String name) {
    try (InputStream in = Browser.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether this machine has Chromium and its driver. */
  static boolean available() {
    return program("chromium").isPresent() && program("chromedriver").isPresent();
  }

  private static Optional<File> program(String name) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .map(directory -> new File(directory, name))
        .filter(File::canExecute)
        .findFirst();
  }

  static Browser start() {
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    logs.enable(LogType.PERFORMANCE, Level.ALL);
    ChromeOptions options =
        new ChromeOptions()
            .setBinary(program("chromium").orElseThrow())
            .addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--hide-scrollbars");
    options.setCapability(ChromeOptions.LOGGING_PREFS, logs);
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(program("chromedriver").orElseThrow())
            .build();
    Browser started = new Browser(new ChromeDriver(service, options));
    started.look(1280, "light");
    return started;
  }

  /** Shows pages in this width and colour scheme. */
  void look(int width, String scheme) {
    size(width, 900);
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
  }

  private void size(int width, int height) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
  }

  /** Opens a page anew. */
  void open(String address) {
    leave();
    driver.get(address);
  }

  /** Leaves the page that is open. */
  void leave() {
    driver.get("about:blank");
  }

  String address() {
    return String.valueOf(driver.getCurrentUrl());
  }

  String title() {
    return String.valueOf(driver.getTitle());
  }

  /** The first element that is there, waiting for one. */
  WebElement find(String css) {
    return await()
        .atMost(PATIENCE)
        .until(
            () -> driver.findElements(By.cssSelector(css)).stream().findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }

  /** How many elements there are now. */
  int count(String css) {
    return driver.findElements(By.cssSelector(css)).size();
  }

  /** Waits until the page's text has all of these. */
  void awaitText(String... texts) {
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(text("body")).contains(texts));
  }

  /** Waits until an element's text has all of these. */
  void awaitTextOf(String css, String... texts) {
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(text(css)).contains(texts));
  }

  /** The text of the first element that matches, as one line; nothing where there is none. */
  String text(String css) {
    return texts(css).stream().findFirst().orElse("");
  }

  /** The texts of all elements that match, each as one line. */
  List<String> texts(String css) {
    try {
      return driver.findElements(By.cssSelector(css)).stream()
          .map(element -> element.getText().replaceAll("\\s+", " "))
          .toList();
    } catch (StaleElementReferenceException e) {
      return List.of(); // they were drawn anew, and are asked for again
    }
  }

  /** Clicks what takes clicks, by its words or its label. */
  void click(String words) {
    By named =
        By.xpath(
            "//*[self::button or self::a or self::summary or self::label or self::input]"
                + "[normalize-space(.)=\"%s\" or @aria-label=\"%s\"]".formatted(words, words));
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(
            () -> {
              List<WebElement> found = driver.findElements(named);
              found.get(found.size() - 1).click(); // a dialog stands behind the page's own
              return true;
            });
  }

  /** Writes into a field, in place of what was there. */
  void enter(String css, String text) {
    WebElement field = find(css);
    field.clear();
    field.sendKeys(text);
  }

  /** Presses keys wherever the focus is. */
  void press(CharSequence... keys) {
    driver.switchTo().activeElement().sendKeys(keys);
  }

  /** Goes on to the next element that takes keys, until its words or label are these. */
  void tabTo(String words) {
    for (int i = 0; i < 60; i++) {
      press(Keys.TAB);
      WebElement active = driver.switchTo().activeElement();
      if (words.equals(active.getText()) || words.equals(active.getDomAttribute("aria-label"))) {
        return;
      }
    }
    throw new AssertionError("the tabulator does not come to " + words);
  }

  /** Runs a script in the page. */
  Object run(String script, Object... arguments) {
    return driver.executeScript(script, arguments);
  }

  /** Runs a script that calls its last argument with what it finds. */
  Object runLater(String script, Object... arguments) {
    return driver.executeAsyncScript(script, arguments);
  }

  /** What the page has complained of in the browser's console since the last time. */
  List<String> complaints() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .map(LogEntry::getMessage)
        .toList();
  }

  /** The hosts and ports that pages have asked since the browser began. */
  List<String> hosts() {
    for (LogEntry entry : driver.manage().logs().get(LogType.PERFORMANCE)) {
      try {
        JsonNode message = MAPPER.readTree(entry.getMessage()).path("message");
        if (message.path("method").asText().equals("Network.requestWillBeSent")) {
          addresses.add(message.path("params").path("request").path("url").asText());
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return addresses.stream()
        .filter(address -> !address.startsWith("about:") && !address.startsWith("data:"))
        .map(address -> String.valueOf(URI.create(address).getAuthority()))
        .distinct()
        .toList();
  }

  /**
   * Looks at the page that is open in two widths and both colour schemes: axe finds nothing, and
   * nothing is wider than the screen. Pictures of it go to {@code target/console}.
   */
  void examine(String name) {
    for (String scheme : List.of("dark", "light")) {
      for (int width : List.of(360, 1280)) {
        look(width, scheme);
        run("dispatchEvent(new Event('resize'))");
        picture(name + "-" + width + "-" + scheme, width);
        Number wide = (Number) run("return document.documentElement.scrollWidth");
        assertThat(wide.intValue()).as("%s at %d px", name, width).isLessThanOrEqualTo(width);
        if ((width == 360) == scheme.equals("dark")) {
          assertThat(violations()).as("%s, %s at %d px", name, scheme, width).isEmpty();
        }
      }
    }
  }

  private List<?> violations() {
    run(AXE);
    return (List<?>) runLater(EXAMINE);
  }

  private void picture(String name, int width) {
    Number height = (Number) run("return document.documentElement.scrollHeight");
    size(width, Math.max(600, Math.min(TALLEST, height.intValue())));
    Object data = driver.executeCdpCommand("Page.captureScreenshot", Map.of()).get("data");
    size(width, 900);
    try {
      Files.createDirectories(PICTURES);
      Files.write(
          PICTURES.resolve(name + ".png"), Base64.getDecoder().decode(String.valueOf(data)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    driver.quit();
  }
}
