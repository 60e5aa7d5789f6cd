/** The HTTP interface that all samples have. */
@NullMarked
package io.nodenet.sample.common.web;

import org.jspecify.annotations.NullMarked;
