package io.nodenet.sample.common.testkit;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.NotFoundException;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.support.ui.WebDriverWait;

/** One browser window without a screen. */
public final class Browser implements AutoCloseable {
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");

    /** What a test says that is skipped where they are missing. */
    public static final String MISSING =
            "/usr/bin/chromium or /usr/bin/chromedriver is missing: apt-get install chromium chromium-driver";

    /** A name that the browser takes to this machine, as a rebound name does. */
    public static final String REBOUND = "rebound.example";

    private static final Duration PATIENCE = Duration.ofSeconds(45);

    private final Path screenshots;
    private final ChromeDriver driver;

    /**
     * Opens a window.
     *
     * @param screenshots the directory in which {@link #picture} keeps pictures
     * @param flags further options of Chromium
     */
    public Browser(Path screenshots, String... flags) {
        this.screenshots = screenshots;
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
        options.addArguments(flags);
        driver = new ChromeDriver(service, options);
    }

    public void open(String url) {
        driver.get(url);
    }

    public String title() {
        return driver.getTitle();
    }

    public String text(String selector) {
        return driver.findElement(By.cssSelector(selector)).getText();
    }

    public List<String> texts(String selector) {
        return driver.findElements(By.cssSelector(selector)).stream()
                .map(WebElement::getText)
                .toList();
    }

    public void click(String selector) {
        await("to click " + selector, () -> {
            driver.findElement(By.cssSelector(selector)).click();
            return true;
        });
    }

    public void type(String selector, String text) {
        driver.findElement(By.cssSelector(selector)).sendKeys(text);
    }

    /** Presses a key where the focus is. */
    public void press(CharSequence key) {
        driver.switchTo().activeElement().sendKeys(key);
    }

    /** Says yes to the question that the page asks. */
    public void confirm() {
        await("a question", () -> {
            driver.switchTo().alert().accept();
            return true;
        });
    }

    /** Returns whether Chromium and its driver are installed. */
    public static boolean isInstalled() {
        return Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER);
    }

    public Object run(String script) {
        return driver.executeScript(script);
    }

    /** Waits for something to become true of the page. */
    public void await(String what, Condition condition) {
        new WebDriverWait(driver, PATIENCE)
                .ignoring(StaleElementReferenceException.class, NotFoundException.class)
                .withMessage(() -> "Waited for " + what)
                .until(ignored -> condition.holds());
    }

    public void resize(int width, int height) {
        driver.manage().window().setSize(new Dimension(width, height));
    }

    public void prefer(String colorScheme) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", colorScheme))));
    }

    /** Keeps a picture of the page. */
    public void picture(String name) throws IOException {
        Files.createDirectories(screenshots);
        Files.write(screenshots.resolve(name + ".png"), driver.getScreenshotAs(org.openqa.selenium.OutputType.BYTES));
    }

    /** What the console of the page complained about. */
    public List<String> complaints() {
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
    public interface Condition {
        boolean holds();
    }
}
