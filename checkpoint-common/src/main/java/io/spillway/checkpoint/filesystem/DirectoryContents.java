package io.spillway.checkpoint.filesystem;

import io.spillway.checkpoint.objects.ObjectId;
import io.spillway.checkpoint.objects.ObjectInfo;
import io.spillway.checkpoint.objects.ObjectRequests;
import io.spillway.checkpoint.objects.Page;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is in directories, which in a bucket are beginnings of keys. */
final class DirectoryContents {
    private final ObjectRequests objects;

    DirectoryContents(ObjectRequests objects) {
        this.objects = objects;
    }

    /** Whether there is anything in it, be it only the object that stands for it. */
    boolean exists(ObjectId directory) throws IOException {
        return !objects.list(directory, false, 1, Optional.empty()).objects().isEmpty();
    }

    /** Whether there is nothing in it. Deletes the object that stands for it. */
    boolean deleteIfEmpty(ObjectId directory) throws IOException {
        Page page = objects.list(directory, false, 2, Optional.empty());
        boolean marked = false;
        for (ObjectInfo each : page.objects()) {
            if (!each.id().equals(directory)) {
                return false;
            }
            marked = true;
        }
        if (marked) {
            objects.delete(directory);
        }
        return true;
    }

    /** All objects in it and in the directories in it. */
    List<ObjectInfo> all(ObjectId directory) throws IOException {
        List<ObjectInfo> all = new ArrayList<>();
        Optional<String> next = Optional.empty();
        do {
            Page page = objects.list(directory, false, ObjectRequests.PAGE, next);
            all.addAll(page.objects());
            next = page.next();
        } while (next.isPresent());
        return all;
    }

    /**
     * Deletes all that is in it, by a listing and a request for each thousand objects.
     *
     * @return whether there was anything
     */
    boolean delete(ObjectId directory) throws IOException {
        boolean any = false;
        Optional<String> next = Optional.empty();
        do {
            Page page = objects.list(directory, false, ObjectRequests.PAGE, next);
            List<String> keys = page.objects().stream().map(each -> each.id().key()).toList();
            if (!keys.isEmpty()) {
                objects.delete(directory, keys);
                any = true;
            }
            next = page.next();
        } while (next.isPresent());
        return any;
    }
}
