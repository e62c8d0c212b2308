package io.spillway.localcloud.machine;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletionStage;

/** A VM as {@link ProcessVmLauncher} makes it. */
final class ProcessVm implements LocalVm {
    private final String id;
    private final Path directory;
    private final Process hypervisor;
    private final long mainProcess;
    private final CompletionStage<Integer> exited;

    ProcessVm(String id, Path directory, Process hypervisor, long mainProcess) {
        this.id = id;
        this.directory = directory;
        this.hypervisor = hypervisor;
        this.mainProcess = mainProcess;
        this.exited = hypervisor.onExit().thenApply(Process::exitValue);
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public Path directory() {
        return directory;
    }

    @Override
    public CompletionStage<Integer> exited() {
        return exited;
    }

    @Override
    public void stop() {
        ask("stop");
    }

    @Override
    public void crash() {
        ask("crash");
    }

    @Override
    public void freeze() {
        ask("freeze");
    }

    @Override
    public void thaw() {
        ask("thaw");
    }

    /** The pid of the main process, which is the id of the process group too. */
    long mainProcess() {
        return mainProcess;
    }

    private synchronized void ask(String verb) {
        OutputStream lifeline = hypervisor.getOutputStream();
        try {
            lifeline.write((verb + "\n").getBytes(StandardCharsets.US_ASCII));
            lifeline.flush();
        } catch (IOException gone) {
            // The pipe is closed once the script has ended: there is nobody left to ask.
        }
    }

    @Override
    public String toString() {
        return id;
    }
}
