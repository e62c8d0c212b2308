/**
 * What makes a TaskManager's process quick when it gets its first work: a rehearsal that leaves a
 * class-data sharing archive behind ({@code spillway prepare}).
 */
package io.spillway.agent.rehearsal;
