package io.nodenet.sample.messenger.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.sample.common.testkit.Browser;
import io.nodenet.sample.common.testkit.ForeignPage;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** Three messengers in processes of their own, used through their pages. Pictures are kept in {@code target/screenshots}. */
@EnabledIf(value = "io.nodenet.sample.common.testkit.Browser#isInstalled", disabledReason = Browser.MISSING)
class MessengerBrowserIT {
    private static final String MARKUP = "<img src=x onerror=\"document.title='broken'\"><b>bold</b> & co";

    @TempDir
    Path directory;

    private static final Path SCREENSHOTS = Path.of(System.getProperty("sample.target"), "screenshots");

    @Test
    void twoTalkThoughTheThirdThatIntroducedThemIsGoneForGood() throws Exception {
        try (Trio trio = new Trio(directory);
                Browser a = new Browser(SCREENSHOTS);
                Browser c = new Browser(SCREENSHOTS)) {
            a.open(trio.a().client().url());
            c.open(trio.c().client().url());
            becomeContacts(a, c);
            List<String> fromA = new ArrayList<>();
            List<String> fromC = new ArrayList<>();
            talk(a, "Hello over there", fromA);
            talk(c, "Good to hear from you", fromC);
            talk(a, MARKUP, fromA);
            awaitChats(a, fromA, c, fromC);
            String introduction = shortOf(trio.b().id());
            assertThat(a.texts("#edges li")).anyMatch(edge -> edge.contains(introduction));
            for (Browser page : List.of(a, c)) {
                page.await("how the chat goes", () -> page.text("#chat-path").contains("connected directly"));
            }
            a.picture("chat");

            trio.b().kill();
            a.await(
                    "the loss of the edge",
                    () -> a.texts("#edges li").stream().noneMatch(edge -> edge.contains(introduction)));
            talk(a, "Are you still there?", fromA);
            talk(c, "B is gone for good", fromC);
            talk(a, "We need it no more", fromA);
            awaitChats(a, fromA, c, fromC);
            a.picture("chat-without-introduction");
            assertThat(a.title()).isEqualTo("A – Messenger");
            a.open(trio.a().client().url());
            a.click("#contact-list .contact");
            awaitChats(a, fromA, c, fromC);
            assertThat(a.complaints()).isEmpty();
            otherLooks(a, c);
            anotherOriginIsKeptAway(a, trio);
        }
    }

    private static void becomeContacts(Browser a, Browser c) throws IOException {
        a.await("the id", () -> a.text("#own-id").length() == 64);
        c.await("the id", () -> c.text("#own-id").length() == 64);
        a.type("#add-id", c.text("#own-id"));
        a.type("#add-name", "Carol Älpli/1");
        a.click("#add-contact button");
        a.await("the invitation", () -> a.text("#contact-list").contains("has not accepted yet"));
        c.await("the request", () -> c.text("#contact-list").contains("wants to talk"));
        c.picture("request");
        c.click("#contact-list .answer button");
        a.await(
                "the acceptance",
                () -> a.texts("#contact-list [data-state=accepted]").size() == 1);
        c.await(
                "the contact",
                () -> c.texts("#contact-list [data-state=accepted]").size() == 1);
        a.click("#contact-list .contact");
        c.click("#contact-list .contact");
        a.await("an open chat", () -> a.text("#chat-name").equals("Carol Älpli/1"));
        assertThat(
                        a.run(
                                "const link = document.getElementById('call'); return [link.href, link.target, link.rel, link.hidden]"))
                .isEqualTo(List.of(Trio.CALL_PAGE + "/#call=Carol%20%C3%84lpli%2F1", "_blank", "noopener", false));
        assertThat(a.run("return ['#own-name .name', '#contact-list .name', '#chat-name .name']"
                        + ".map((name) => getComputedStyle(document.querySelector(name)).unicodeBidi)"))
                .as("what a name does to the text around it")
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .containsOnly("isolate");
        c.await("an open chat", () -> c.text("#chat-name").equals("A"));
        assertThat((Boolean) c.run("return document.getElementById('call').hidden"))
                .as("no call without a page for it")
                .isTrue();
    }

    private static void talk(Browser page, String text, List<String> said) {
        page.type("#draft", text);
        page.click("#send");
        page.await(
                "an empty draft",
                () -> page.run("return document.getElementById('draft').value").equals(""));
        said.add(text);
    }

    private static void awaitChats(Browser a, List<String> fromA, Browser c, List<String> fromC) {
        awaitAcknowledged(a, fromA.size());
        awaitAcknowledged(c, fromC.size());
        assertThat(a.texts("#messages .mine .text")).isEqualTo(fromA);
        assertThat(c.texts("#messages .theirs .text")).isEqualTo(fromA);
        assertThat(c.texts("#messages .mine .text")).isEqualTo(fromC);
        assertThat(a.texts("#messages .theirs .text")).isEqualTo(fromC);
    }

    private static void awaitAcknowledged(Browser page, int messages) {
        page.await("acknowledgements", () -> {
            List<String> states = page.texts("#messages .mine .state");
            return states.size() == messages && states.stream().allMatch("acknowledged"::equals);
        });
    }

    private static void otherLooks(Browser a, Browser c) throws IOException {
        a.prefer("dark");
        a.picture("dark");
        c.resize(390, 844);
        c.picture("phone-chat");
        c.click("#back");
        c.picture("phone-contacts");
        assertThat((Boolean) c.run("return document.documentElement.scrollWidth <= window.innerWidth"))
                .isTrue();
        c.click("nav [data-show=panel]");
        c.picture("phone-network");
        c.resize(1280, 800);
        c.picture("contacts");
    }

    private static void anotherOriginIsKeptAway(Browser page, Trio trio) throws IOException {
        String before = trio.a().client().get("/api/contacts").toString();
        String target = trio.a().client().url();
        try (ForeignPage foreign = new ForeignPage(target, "ab".repeat(32))) {
            page.open(foreign.url());
            page.await("the end of the attempts", () -> page.title().startsWith("worked:"));
            assertThat(page.title()).isEqualTo("worked:");
        }
        page.open("http://" + Browser.REBOUND + ":" + URI.create(target).getPort() + "/");
        assertThat(page.text("body")).contains("This host name is not served");
        assertThat(trio.a().client().get("/api/contacts").toString()).isEqualTo(before);
    }

    private static String shortOf(String id) {
        return id.substring(0, 8);
    }
}
