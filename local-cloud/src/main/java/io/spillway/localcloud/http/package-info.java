/**
 * Plain HTTP/1.1 on the loopback interface, for servers that must be able to do what real ones do
 * to their clients: be slow, refuse, answer nonsense, hang up without an answer.
 */
package io.spillway.localcloud.http;
