/** Requests of an application, and its replies to requests of peers. Imports the core, the messages and the converter. */
@org.jspecify.annotations.NullMarked
package io.nodenet.spring.boot.request;
