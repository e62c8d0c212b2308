package io.spillway.bench.store.worker;

import java.io.IOException;
import java.util.Optional;

/** Asks for a file that is there, or isn't. */
final class Exists implements Task {
    private final Target target;
    private boolean exists;

    Exists(Target target) {
        this.target = target;
    }

    @Override
    public void run() throws IOException {
        exists = target.files().exists(target.file(0));
    }

    @Override
    public Optional<String> wrong() {
        return exists == (target.count() > 0)
                ? Optional.empty()
                : Optional.of(exists ? "exists, it said" : "doesn't exist, it said");
    }
}
