package io.nodenet.sample.call.page;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.support.ui.WebDriverWait;

/** One browser window without a screen, with a microphone and a camera that are made up. */
final class Browser implements AutoCloseable {
    static final String MISSING =
            "/usr/bin/chromium or /usr/bin/chromedriver is missing: apt-get install chromium chromium-driver";

    /** A name that the browser takes to this machine, as a rebound name does. */
    static final String REBOUND = "rebound.example";

    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
    private static final Duration PATIENCE = Duration.ofSeconds(45);

    private final ChromeDriver driver;

    private Browser(List<String> arguments) {
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(new File(DRIVER.toString()))
                .usingAnyFreePort()
                .build();
        ChromeOptions options = new ChromeOptions();
        options.setBinary(CHROMIUM.toString());
        options.addArguments(arguments);
        driver = new ChromeDriver(service, options);
    }

    /** Returns whether there is a browser on this machine. */
    static boolean isThere() {
        return Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER);
    }

    /** Starts a browser whose user allows microphone and camera; the microphone hears the sound in a file. */
    static Browser hearing(Path sound) {
        return with(
                "--use-fake-device-for-media-stream",
                "--use-fake-ui-for-media-stream",
                "--auto-accept-this-tab-capture",
                "--use-file-for-fake-audio-capture=" + sound);
    }

    /** Starts a browser that asks nobody, and so allows neither microphone nor camera. */
    static Browser withoutDevices() {
        return with("--deny-permission-prompts");
    }

    private static Browser with(String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "--headless=new",
                "--no-sandbox",
                "--disable-dev-shm-usage",
                "--disable-gpu",
                "--no-first-run",
                "--window-size=1280,800",
                "--autoplay-policy=no-user-gesture-required",
                "--host-resolver-rules=MAP " + REBOUND + " 127.0.0.1",
                "--disable-features=HttpsUpgrades"));
        arguments.addAll(Arrays.asList(more));
        return new Browser(arguments);
    }

    void open(String url) {
        driver.get(url);
    }

    String title() {
        return driver.getTitle();
    }

    String text(String selector) {
        return driver.findElement(By.cssSelector(selector)).getText();
    }

    List<String> texts(String selector) {
        return driver.findElements(By.cssSelector(selector)).stream()
                .map(WebElement::getText)
                .toList();
    }

    void click(String selector) {
        await("to click " + selector, () -> {
            driver.findElement(By.cssSelector(selector)).click();
            return true;
        });
    }

    void type(String selector, CharSequence text) {
        driver.findElement(By.cssSelector(selector)).sendKeys(text);
    }

    /** Presses a key where the focus is. */
    void press(Keys key) {
        driver.switchTo().activeElement().sendKeys(key);
    }

    Object run(String script) {
        return driver.executeScript(script);
    }

    /** Returns a number that the page knows; 0 for none. */
    double number(String expression) {
        return run("return " + expression) instanceof Number number ? number.doubleValue() : 0;
    }

    /** Waits for something to become true of the page. */
    void await(String what, Condition condition) {
        new WebDriverWait(driver, PATIENCE, Duration.ofMillis(100))
                .ignoring(StaleElementReferenceException.class, org.openqa.selenium.WebDriverException.class)
                .withMessage(() -> "Waited for " + what)
                .until(ignored -> condition.holds());
    }

    /** Waits for an expression of the page to become true. */
    void awaitTrue(String expression) {
        await(expression, () -> Boolean.TRUE.equals(run("return Boolean(" + expression + ")")));
    }

    void resize(int width, int height) {
        driver.manage().window().setSize(new Dimension(width, height));
    }

    void prefer(String colorScheme) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", colorScheme))));
    }

    /** Keeps a picture of the page under {@code target/screenshots}. */
    void picture(String name) throws IOException {
        Path screenshots = Path.of(System.getProperty("call.target"), "screenshots");
        Files.createDirectories(screenshots);
        Files.write(screenshots.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
    }

    /** What the console of the page complained about. */
    List<String> complaints() {
        return driver.manage().logs().get("browser").getAll().stream()
                .map(String::valueOf)
                .toList();
    }

    @Override
    public void close() {
        driver.quit();
    }

    /** Something that may be true of a page. */
    @FunctionalInterface
    interface Condition {
        boolean holds();
    }
}
