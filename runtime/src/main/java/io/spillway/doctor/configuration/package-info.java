/** What may be wrong with an installation's configuration, plugins and job. */
package io.spillway.doctor.configuration;
