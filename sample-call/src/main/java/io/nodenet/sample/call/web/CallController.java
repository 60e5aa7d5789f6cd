package io.nodenet.sample.call.web;

import static io.nodenet.sample.common.RefusedException.Reason.CONFLICT;
import static io.nodenet.sample.common.RefusedException.Reason.UNKNOWN_CONTACT;

import io.nodenet.kad.NodeId;
import io.nodenet.sample.call.call.Call;
import io.nodenet.sample.call.call.Telephone;
import io.nodenet.sample.call.contact.PhoneBook;
import io.nodenet.sample.call.media.MediaDesk;
import io.nodenet.sample.call.store.MissedCall;
import io.nodenet.sample.call.store.MissedCallStore;
import io.nodenet.sample.common.RefusedException;
import io.nodenet.sample.common.contact.Contact;
import io.nodenet.sample.common.contact.ContactStore;
import io.nodenet.sample.common.event.EventHub;
import io.nodenet.sample.common.web.Ids;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.NullNode;

/** Shows the call; places, accepts, refuses and ends it. Shows missed calls. */
@RestController
@RequestMapping("/api")
public class CallController {
    private static final int SHOWN = 100;

    private final Telephone telephone;
    private final MediaDesk desk;
    private final PhoneBook contacts;
    private final ContactStore names;
    private final MissedCallStore missed;
    private final EventHub hub;
    private final Clock clock;

    CallController(
            Telephone telephone,
            MediaDesk desk,
            PhoneBook contacts,
            ContactStore names,
            MissedCallStore missed,
            EventHub hub,
            Clock clock) {
        this.telephone = telephone;
        this.desk = desk;
        this.contacts = contacts;
        this.names = names;
        this.missed = missed;
        this.hub = hub;
        this.clock = clock;
    }

    /** Always returns a document, which is {@code null} without a call. */
    @GetMapping("/call")
    Object call() {
        return telephone.call().<Object>map(this::view).orElseGet(NullNode::getInstance);
    }

    @PostMapping("/calls")
    @ResponseStatus(HttpStatus.CREATED)
    CallView place(@RequestBody Wish wish) {
        NodeId contact = Ids.node(wish.contact());
        if (contacts.accepted(contact).isEmpty()) {
            throw new RefusedException(UNKNOWN_CONTACT, "The owner of this id has not accepted you as a contact yet");
        }
        return telephone
                .place(UUID.randomUUID(), contact, Boolean.TRUE.equals(wish.video()))
                .map(this::view)
                .orElseThrow(() -> new RefusedException(CONFLICT, "There is already a call: hang up first"));
    }

    @PostMapping("/calls/{id}/accept")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void accept(@PathVariable String id) {
        require(telephone.accept(Ids.uuid(id)), "This call no longer rings");
    }

    @PostMapping("/calls/{id}/refuse")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void refuse(@PathVariable String id) {
        require(telephone.refuse(Ids.uuid(id)), "This call no longer rings");
    }

    @PostMapping("/calls/{id}/hang-up")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void hangUp(@PathVariable String id) {
        require(telephone.hangUp(Ids.uuid(id)), "This call is over");
    }

    @PostMapping("/calls/{id}/move")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void move(@PathVariable String id) {
        require(desk.move(Ids.uuid(id)), "Only the caller can move a call, and only one move can be in progress");
    }

    private static void require(boolean done, String otherwise) {
        if (!done) {
            throw new RefusedException(CONFLICT, otherwise);
        }
    }

    @GetMapping("/missed")
    List<MissedView> missed() {
        return missed.last(SHOWN).stream()
                .map(call -> MissedView.of(call, nameOf(call.caller())))
                .toList();
    }

    @PostMapping("/missed/seen")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void seen() {
        missed.markSeen();
        hub.publish("missed");
        hub.publish("contacts");
    }

    private CallView view(Call call) {
        return new CallView(
                call.id(),
                call.peer().toString(),
                nameOf(call.peer()),
                call.outbound() ? "out" : "in",
                call.state().label(),
                call.video(),
                call.reason() == null ? null : call.reason().label(),
                call.text(),
                clock.millis() - telephone.ageOf(call));
    }

    private String nameOf(NodeId id) {
        return names.find(id).map(Contact::name).orElseGet(id::shortText);
    }

    /** The callee, and whether to send video. */
    record Wish(@Nullable String contact, @Nullable Boolean video) {}

    /** A call, as shown by the page, with the time at which it entered its state, in milliseconds since 1970. */
    record CallView(
            UUID id,
            String peer,
            String name,
            String direction,
            String state,
            boolean video,
            @Nullable String reason,
            @Nullable String text,
            long since) {}

    /** A missed call, as shown by the page. */
    record MissedView(UUID id, String peer, String name, boolean video, Instant at, boolean seen) {
        static MissedView of(MissedCall call, String name) {
            return new MissedView(call.id(), call.caller().toString(), name, call.video(), call.at(), call.seen());
        }
    }
}
