package io.streamweir.http.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Starts a browser when a test first asks for it, and looks at its console after each test. */
final class BrowserExtension implements ExecutionCondition, ParameterResolver, AfterEachCallback {
  private static final Namespace SPACE = Namespace.create(BrowserExtension.class);

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    return Browser.available()
        ? ConditionEvaluationResult.enabled("there is a browser")
        : ConditionEvaluationResult.disabled("this machine has no chromium with its chromedriver");
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Browser.class;
  }

  @Override
  public Browser resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return browser(context);
  }

  private static Browser browser(ExtensionContext context) {
    String name = WithBrowser.Turns.browserOf(context.getRequiredTestClass());
    return context
        .getRoot()
        .getStore(SPACE)
        .computeIfAbsent(name, any -> Browser.start(), Browser.class);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    Browser browser = browser(context);
    assertThat(browser.complaints()).as("the browser's console").isEmpty();
    assertThat(browser.hosts()).as("hosts").allMatch(host -> host.startsWith("127.0.0.1:"));
    browser.look(1280, "light");
    browser.leave();
  }
}
