package io.nodenet.sample.messenger.process;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.support.ui.WebDriverWait;

/** One browser window without a screen. */
final class Browser implements AutoCloseable {
    static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    static final Path DRIVER = Path.of("/usr/bin/chromedriver");

    /** A name that the browser takes to this machine, as a rebound name does. */
    static final String REBOUND = "rebound.example";

    private static final Duration PATIENCE = Duration.ofSeconds(45);
    private static final Path SCREENSHOTS = Path.of(System.getProperty("messenger.target"), "screenshots");

    private final ChromeDriver driver;

    Browser() {
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(new File(DRIVER.toString()))
                .usingAnyFreePort()
                .build();
        ChromeOptions options = new ChromeOptions();
        options.setBinary(CHROMIUM.toString());
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-dev-shm-usage",
                "--disable-gpu",
                "--no-first-run",
                "--window-size=1280,800",
                "--host-resolver-rules=MAP " + REBOUND + " 127.0.0.1",
                "--disable-features=HttpsUpgrades");
        driver = new ChromeDriver(service, options);
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

    void type(String selector, String text) {
        driver.findElement(By.cssSelector(selector)).sendKeys(text);
    }

    /** Writes a message into the open chat and waits until the page has taken it. */
    void say(String text) {
        type("#draft", text);
        click("#send");
        await(
                "an empty draft",
                () -> driver.findElement(By.id("draft")).getDomProperty("value").isEmpty());
    }

    Object run(String script) {
        return driver.executeScript(script);
    }

    /** Waits for something to become true of the page. */
    void await(String what, Condition condition) {
        new WebDriverWait(driver, PATIENCE)
                .ignoring(StaleElementReferenceException.class, org.openqa.selenium.NoSuchElementException.class)
                .withMessage(() -> "Waited for " + what)
                .until(ignored -> condition.holds());
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
        Files.createDirectories(SCREENSHOTS);
        Files.write(SCREENSHOTS.resolve(name + ".png"), driver.getScreenshotAs(org.openqa.selenium.OutputType.BYTES));
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
