package io.nodenet.sample.call.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.nodenet.sample.common.testkit.Browser;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.EnabledIf;

/** Runs the tests of the page's own code, {@code src/test/resources/page}, in a browser. */
@EnabledIf(value = "io.nodenet.sample.common.testkit.Browser#isInstalled", disabledReason = Browser.MISSING)
class PageCodeTest {
    private static final int MANY = 40;

    @TestFactory
    Stream<DynamicTest> code() throws Exception {
        try (PageCodeServer server = new PageCodeServer();
                Browser browser = Browsers.withoutDevices()) {
            browser.open(server.url());
            Browsers.awaitTrue(browser, "window.results");
            List<?> results = (List<?>) browser.run("return window.results");
            assertThat(results).hasSizeGreaterThan(MANY);
            return results.stream().map(result -> test((Map<?, ?>) result));
        }
    }

    private static DynamicTest test(Map<?, ?> result) {
        return dynamicTest(
                String.valueOf(result.get("name")),
                () -> assertThat(result.get("error")).isNull());
    }
}
