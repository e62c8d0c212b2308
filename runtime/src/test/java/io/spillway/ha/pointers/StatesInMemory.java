package io.spillway.ha.pointers;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.Serializable;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.runtime.persistence.RetrievableStateStorageHelper;
import org.apache.flink.runtime.state.RetrievableStateHandle;

/** States that a test can look at. Handles find them again after they were serialized. */
final class StatesInMemory<T extends Serializable> implements RetrievableStateStorageHelper<T> {
    private static final Map<String, Serializable> ALL = new ConcurrentHashMap<>();
    private static final Set<String> STUCK = ConcurrentHashMap.newKeySet();

    private final String mine = UUID.randomUUID() + "/";
    private int stored;

    @Override
    public RetrievableStateHandle<T> store(T state) {
        String key = mine + stored++;
        ALL.put(key, state);
        return new Handle<>(key);
    }

    /** What is stored and not discarded. */
    Set<Object> left() {
        Set<Object> left = new TreeSet<>();
        ALL.forEach(
                (key, state) -> {
                    if (key.startsWith(mine)) {
                        left.add(state);
                    }
                });
        return left;
    }

    /** How many are stored and not discarded. */
    int size() {
        return (int) ALL.keySet().stream().filter(key -> key.startsWith(mine)).count();
    }

    /** Discarding fails from now on, or no longer. */
    void stick(boolean fails) {
        for (int i = 0; i < stored; i++) {
            if (fails) {
                STUCK.add(mine + i);
            } else {
                STUCK.remove(mine + i);
            }
        }
    }

    private static final class Handle<T extends Serializable> implements RetrievableStateHandle<T> {
        private static final long serialVersionUID = 1L;
        private final String key;

        Handle(String key) {
            this.key = key;
        }

        @Override
        @SuppressWarnings("unchecked")
        public T retrieveState() throws IOException {
            Serializable state = ALL.get(key);
            if (state == null) {
                throw new FileNotFoundException(key);
            }
            return (T) state;
        }

        @Override
        public void discardState() throws IOException {
            if (STUCK.contains(key)) {
                throw new IOException(key + " is made to stay");
            }
            ALL.remove(key);
        }

        @Override
        public long getStateSize() {
            return 1;
        }
    }
}
