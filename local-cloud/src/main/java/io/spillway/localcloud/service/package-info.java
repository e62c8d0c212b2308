/** What the emulated services of all clouds have in common: they count, delay and fail. */
package io.spillway.localcloud.service;
