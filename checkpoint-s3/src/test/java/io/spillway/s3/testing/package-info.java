/** Files for the tests on {@link io.spillway.localcloud.objectstore.MockS3}. */
package io.spillway.s3.testing;
