/** An application on the module path. */
module consumer {
    requires io.nodenet.core;
}
