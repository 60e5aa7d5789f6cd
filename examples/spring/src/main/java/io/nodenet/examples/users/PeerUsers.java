package io.nodenet.examples.users;

import io.nodenet.kad.NodeId;
import io.nodenet.node.EdgeAdmission;
import io.nodenet.node.MediaConsent;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.core.userdetails.UsernameNotFoundException;
import org.springframework.stereotype.Component;

/** Decides what a peer may do from the users of the application: the name of a user is its NodeID, its authorities are its permissions. */
@Component
class PeerUsers implements EdgeAdmission, MediaConsent {
    static final String CONNECT = "PEER_CONNECT";
    static final String CALL = "PEER_CALL";

    private final UserDetailsService users;

    PeerUsers(UserDetailsService users) {
        this.users = users;
    }

    @Override
    public boolean admit(NodeId peer, boolean outbound) {
        return may(peer, CONNECT);
    }

    @Override
    public boolean mayCall(NodeId caller) {
        return may(caller, CALL);
    }

    /** Returns whether a peer is a user with an authority. Looked up each time, so that disabling a user takes effect at once. */
    boolean may(NodeId peer, String authority) {
        try {
            UserDetails user = users.loadUserByUsername(peer.toString());
            return user.isEnabled() && user.getAuthorities().contains(new SimpleGrantedAuthority(authority));
        } catch (UsernameNotFoundException nobody) {
            return false;
        }
    }
}
