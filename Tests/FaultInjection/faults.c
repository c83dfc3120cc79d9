// Faults at system calls, for tests: preloaded (LD_PRELOAD) into the program under test. The calls that change files below the
// folder SILKRATE_FAULT_ROOT are counted over all threads; at call number SILKRATE_FAULT_AT (1-based) the fault strikes:
//
//     SILKRATE_FAULT=count    none; the file SILKRATE_FAULT_LOG gets the number of calls and those of renames and syncs, a line each
//     SILKRATE_FAULT=kill     the process is killed (SIGKILL) before the call
//     SILKRATE_FAULT=full     from here on the disk is full: whatever would make files grow fails with ENOSPC
//     SILKRATE_FAULT=error    the call fails with EIO, once
//     SILKRATE_FAULT=short    a write takes only its first half, and from then on the disk is full
//     SILKRATE_FAULT=readonly from here on nothing can be created, renamed or removed (EROFS)
//
// or, of the calls that look at files whose path has SILKRATE_FAULT_FILE in it, and of those alone:
//
//     SILKRATE_FAULT=unreadable  the call fails with the errno SILKRATE_FAULT_ERRNO, once
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum fault { NONE, COUNT, KILL, FULL, ERROR, SHORT, READONLY, UNREADABLE };
enum call { GROWS, SYNCS, RENAMES, NAMES };

static enum fault fault;
static long strike;
static const char *root, *looked_at;
static int look_error;
static atomic_long calls;
/// The numbers of the calls that mark a step: renames and syncs.
static long steps[4096];
static atomic_long step_count;

__attribute__((constructor)) static void begin(void) {
    static const char *names[] = {"none", "count", "kill", "full", "error", "short", "readonly", "unreadable"};
    const char *name = getenv("SILKRATE_FAULT"), *at = getenv("SILKRATE_FAULT_AT");
    root = getenv("SILKRATE_FAULT_ROOT");
    looked_at = getenv("SILKRATE_FAULT_FILE");
    look_error = getenv("SILKRATE_FAULT_ERRNO") ? atoi(getenv("SILKRATE_FAULT_ERRNO")) : EIO;
    for (int i = 0; name && root && i < 8; i++) if (!strcmp(name, names[i])) fault = (enum fault)i;
    strike = at ? atol(at) : 0;
}

__attribute__((destructor)) static void end(void) {
    const char *path = getenv("SILKRATE_FAULT_LOG");
    if (fault != COUNT || !path) return;
    FILE *file = fopen(path, "w");
    if (!file) return;
    fprintf(file, "%ld\n", atomic_load(&calls));
    for (long i = 0; i < atomic_load(&step_count) && i < 4096; i++) fprintf(file, "%ld\n", steps[i]);
    fclose(file);
}

/// The path of an open file; empty where it has none.
static const char *path_of(int descriptor, char path[4096]) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(link, path, 4095);
    path[length < 0 ? 0 : length] = 0;
    return path;
}

static int is_ours(int descriptor) {
    char path[4096];
    return !strncmp(path_of(descriptor, path), root, strlen(root));
}

/// The errno with which a look at a file fails; 0: it does not.
static int look_fails(const char *path) {
    if (fault != UNREADABLE || !looked_at || !strstr(path, looked_at)) return 0;
    return atomic_fetch_add(&calls, 1) + 1 == strike ? look_error : 0;
}

/// Counts a call; 0: it goes on, 1: it is cut short, else the errno with which it fails.
static int outcome(enum call call) {
    if (fault == UNREADABLE) return 0;
    long number = atomic_fetch_add(&calls, 1) + 1;
    if (fault == COUNT && (call == SYNCS || call == RENAMES)) {
        long step = atomic_fetch_add(&step_count, 1);
        if (step < 4096) steps[step] = number;
    }
    if (number < strike) return 0;
    switch (fault) {
    case KILL: kill(getpid(), SIGKILL); pause(); return 0;
    case FULL: return call == GROWS ? ENOSPC : 0;
    case ERROR: return number == strike ? EIO : 0;
    case SHORT: return call != GROWS ? 0 : number == strike ? 1 : ENOSPC;
    case READONLY: return call == NAMES || call == RENAMES ? EROFS : 0;
    default: return 0;
    }
}

#define NEXT(type, name, ...) static type (*next)(__VA_ARGS__); if (!next) next = (type (*)(__VA_ARGS__))dlsym(RTLD_NEXT, name)
#define FAIL_IF(ours, call) \
    int bad = fault != NONE && (ours) ? outcome(call) : 0; \
    if (bad > 1) { errno = bad; return -1; }

ssize_t pwrite(int descriptor, const void *bytes, size_t count, off_t offset) {
    NEXT(ssize_t, "pwrite", int, const void *, size_t, off_t);
    FAIL_IF(is_ours(descriptor), GROWS)
    return next(descriptor, bytes, bad == 1 && count > 1 ? count / 2 : count, offset);
}

ssize_t pwrite64(int descriptor, const void *bytes, size_t count, off64_t offset) {
    NEXT(ssize_t, "pwrite64", int, const void *, size_t, off64_t);
    FAIL_IF(is_ours(descriptor), GROWS)
    return next(descriptor, bytes, bad == 1 && count > 1 ? count / 2 : count, offset);
}

/// Of several pieces half are a short write, of one piece half of its bytes.
#define PWRITEV(name, offset_type) \
    ssize_t name(int descriptor, const struct iovec *pieces, int count, offset_type offset) { \
        NEXT(ssize_t, #name, int, const struct iovec *, int, offset_type); \
        FAIL_IF(is_ours(descriptor), GROWS) \
        if (bad != 1 || count < 1) return next(descriptor, pieces, count, offset); \
        struct iovec half = {pieces[0].iov_base, (pieces[0].iov_len + 1) / 2}; \
        return count > 1 ? next(descriptor, pieces, count / 2, offset) : next(descriptor, &half, 1, offset); \
    }
PWRITEV(pwritev, off_t)
PWRITEV(pwritev64, off64_t)

ssize_t write(int descriptor, const void *bytes, size_t count) {
    NEXT(ssize_t, "write", int, const void *, size_t);
    FAIL_IF(is_ours(descriptor), GROWS)
    return next(descriptor, bytes, bad == 1 && count > 1 ? count / 2 : count);
}

int fsync(int descriptor) {
    NEXT(int, "fsync", int);
    FAIL_IF(is_ours(descriptor), SYNCS)
    return next(descriptor);
}

int fdatasync(int descriptor) {
    NEXT(int, "fdatasync", int);
    FAIL_IF(is_ours(descriptor), SYNCS)
    return next(descriptor);
}

static int is_below(const char *path) { return root && strstr(path, root) == path; }

int rename(const char *from, const char *to) {
    NEXT(int, "rename", const char *, const char *);
    FAIL_IF(is_below(to), RENAMES)
    return next(from, to);
}

int unlink(const char *path) {
    NEXT(int, "unlink", const char *);
    FAIL_IF(is_below(path), NAMES)
    return next(path);
}

int mkdir(const char *path, mode_t mode) {
    NEXT(int, "mkdir", const char *, mode_t);
    FAIL_IF(is_below(path), NAMES)
    return next(path, mode);
}

int rmdir(const char *path) {
    NEXT(int, "rmdir", const char *);
    FAIL_IF(is_below(path), NAMES)
    return next(path);
}

#define LOOK(path, failed) \
    int code = look_fails(path); \
    if (code) { errno = code; return failed; }

#define PREAD(name, offset_type) \
    ssize_t name(int descriptor, void *bytes, size_t count, offset_type offset) { \
        NEXT(ssize_t, #name, int, void *, size_t, offset_type); \
        char path[4096]; \
        if (fault == UNREADABLE) { LOOK(path_of(descriptor, path), -1) } \
        return next(descriptor, bytes, count, offset); \
    }
PREAD(pread, off_t)
PREAD(pread64, off64_t)

int stat(const char *restrict path, struct stat *restrict status) {
    NEXT(int, "stat", const char *, struct stat *);
    LOOK(path, -1)
    return next(path, status);
}

DIR *opendir(const char *path) {
    NEXT(DIR *, "opendir", const char *);
    LOOK(path, NULL)
    return next(path);
}

static int opened(const char *name, const char *path, int flags, mode_t mode) {
    int (*next)(const char *, int, ...) = (int (*)(const char *, int, ...))dlsym(RTLD_NEXT, name);
    if (!(flags & O_CREAT)) { LOOK(path, -1) }
    FAIL_IF((flags & O_CREAT) && is_below(path), NAMES)
    return next(path, flags, mode);
}

int open(const char *path, int flags, ...) {
    va_list list;
    va_start(list, flags);
    mode_t mode = flags & O_CREAT ? va_arg(list, mode_t) : 0;
    va_end(list);
    return opened("open", path, flags, mode);
}

int open64(const char *path, int flags, ...) {
    va_list list;
    va_start(list, flags);
    mode_t mode = flags & O_CREAT ? va_arg(list, mode_t) : 0;
    va_end(list);
    return opened("open64", path, flags, mode);
}
