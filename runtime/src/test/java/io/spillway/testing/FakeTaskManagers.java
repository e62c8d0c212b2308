package io.spillway.testing;

import io.spillway.agent.taskmanager.TaskManagerLauncher;
import io.spillway.agent.taskmanager.TaskManagerProcess;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** TaskManager processes in memory: they end when a test says so. */
public final class FakeTaskManagers implements TaskManagerLauncher {
    /** Every process that was ever started, the last one at the end. */
    public final List<Child> started = new ArrayList<>();

    /** When not null, starting one fails so. */
    public String refusal;

    /** When true, a process that is asked to go goes. */
    public boolean obedient = true;

    @Override
    public TaskManagerProcess launch() throws IOException {
        if (refusal != null) {
            throw new IOException(refusal);
        }
        Child child = new Child(started.size() + 1L);
        started.add(child);
        return child;
    }

    /** The process that was started last. */
    public Child last() {
        return started.get(started.size() - 1);
    }

    /** One process. */
    public final class Child implements TaskManagerProcess {
        private final long pid;
        private final CompletableFuture<Integer> exit = new CompletableFuture<>();

        /** What it says of itself. */
        public boolean registered;

        /** Whether it got a SIGTERM. */
        public boolean terminated;

        /** Whether it got a SIGKILL. */
        public boolean killed;

        Child(long pid) {
            this.pid = pid;
        }

        /** It ends by itself. */
        public void die(int code) {
            exit.complete(code);
        }

        /** Whether it still runs. */
        public boolean isAlive() {
            return !exit.isDone();
        }

        @Override
        public long pid() {
            return pid;
        }

        @Override
        public CompletableFuture<Integer> exit() {
            return exit;
        }

        @Override
        public boolean isRegistered() {
            return registered;
        }

        @Override
        public void terminate() {
            terminated = true;
            if (obedient) {
                die(143);
            }
        }

        @Override
        public void kill() {
            killed = true;
            die(137);
        }
    }
}
