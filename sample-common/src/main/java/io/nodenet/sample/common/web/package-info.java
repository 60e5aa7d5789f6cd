/** The HTTP interface as far as all samples have it. */
@NullMarked
package io.nodenet.sample.common.web;

import org.jspecify.annotations.NullMarked;
