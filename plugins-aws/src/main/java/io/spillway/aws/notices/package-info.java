/**
 * The four places where an instance's metadata say that it will go, each a source of its own. What
 * isn't there (404) is no notice.
 */
package io.spillway.aws.notices;
