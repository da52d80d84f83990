"""Take from a child what no decoder needs: most system calls, and files that are not the program's.

Seccomp (libseccomp through pyseccomp) lets pass what decoding, encoding, threads and memory need;
Landlock (Linux 5.13) lets read the program's own files only. Where the machine has neither, the
child runs with the limits of ``forkserver`` alone, and ``gallery doctor`` says so.
"""

import ctypes
import errno
import os
import struct
import sys
import sysconfig
from collections.abc import Callable, Iterator
from contextlib import suppress

try:
    import pyseccomp
except (ImportError, RuntimeError, OSError, AttributeError):  # libseccomp is not installed
    pyseccomp = None

WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
CLONE_THREAD, NEW_NAMESPACES = 0x00010000, 0x7E020080
PR_SET_NAME = 15
IS_A_TERMINAL, CLOSE_ON_EXEC, NON_BLOCKING = 0x5401, 0x5451, 0x5421
WHOLE = 0xFFFFFFFF
ALWAYS = (
    # memory
    "brk", "mmap", "munmap", "mprotect", "mremap", "madvise", "membarrier", "memfd_create",
    # descriptors that are open
    "read", "readv", "pread64", "write", "writev", "pwrite64", "lseek", "close", "close_range",
    "fstat", "ftruncate", "fcntl", "dup", "dup2", "dup3", "poll", "ppoll", "select", "pselect6",
    "sendto", "sendmsg", "recvfrom", "recvmsg", "shutdown", "getsockname", "getpeername",
    "getsockopt", "getdents64", "fadvise64",
    # looking at files; whether they can be read, Landlock decides
    "newfstatat", "stat", "lstat", "statx", "access", "faccessat", "faccessat2", "readlink",
    "readlinkat", "getcwd",
    # threads and signals of its own
    "futex", "set_robust_list", "get_robust_list", "rseq", "set_tid_address", "gettid",
    "sched_yield", "sched_getaffinity", "rt_sigaction", "rt_sigprocmask", "rt_sigreturn",
    "sigaltstack", "restart_syscall", "exit", "exit_group",
    # time, chance and itself
    "nanosleep", "clock_nanosleep", "clock_gettime", "clock_getres", "gettimeofday", "time",
    "times", "getrusage", "getrandom", "getpid", "getppid", "getuid", "geteuid", "getgid",
    "getegid", "getrlimit", "sysinfo", "uname", "getcpu",
)  # fmt: skip
#: System call, place of an argument, mask, and the value that the masked argument must have.
WITH_ARGUMENT = (
    ("open", 1, WRITING, os.O_RDONLY),
    ("openat", 2, WRITING, os.O_RDONLY),
    # A thread, in no new namespace. For clone3 libc falls back to this.
    ("clone", 0, CLONE_THREAD | NEW_NAMESPACES, CLONE_THREAD),
    ("prctl", 0, WHOLE, PR_SET_NAME),
    ("prlimit64", 0, WHOLE, 0),
    ("ioctl", 1, WHOLE, IS_A_TERMINAL),
    ("ioctl", 1, WHOLE, CLOSE_ON_EXEC),
    ("ioctl", 1, WHOLE, NON_BLOCKING),
)
# Landlock (linux/landlock.h); the numbers of its system calls are the same on every machine.
CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
ASK_VERSION, PATH_BENEATH = 1, 1
READ_FILE, READ_DIR = 1 << 2, 1 << 3
RIGHTS_OF_VERSION = {1: 13, 2: 14}
RIGHTS_OF_LATER_VERSIONS = 15
SYSTEM_FOLDERS = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib",
                  "/sys/devices/system/cpu")  # fmt: skip
SYSTEM_FILES = ("/etc/ld.so.cache", "/dev/null", "/dev/urandom")


class Confinement:
    """Hold what was made ready once, in the fork server; each child enters it in microseconds."""

    def __init__(self) -> None:
        self.libc = ctypes.CDLL(None, use_errno=True)
        self.seccomp = None if pyseccomp is None else _seccomp_filter()
        self.landlock = self._landlock_ruleset()

    def enter(self) -> None:
        """Confine this process for good, as far as the machine lets; it has ``no_new_privs``."""
        with suppress(OSError):  # A container may forbid either: ``in_force`` tells.
            if self.landlock is not None:
                self._call(RESTRICT_SELF, self.landlock, 0)
                os.close(self.landlock)
        with suppress(OSError):
            if self.seccomp is not None:
                self.seccomp.load()

    def _landlock_ruleset(self) -> int | None:
        """Return a ruleset's descriptor, or None where the kernel has no Landlock."""
        try:
            version = self._call(CREATE_RULESET, None, 0, ASK_VERSION)
        except OSError:
            return None
        handled = (1 << RIGHTS_OF_VERSION.get(version, RIGHTS_OF_LATER_VERSIONS)) - 1
        ruleset = self._call(CREATE_RULESET, struct.pack("=Q", handled), 8, 0)
        for path in _program_files():
            with suppress(FileNotFoundError, NotADirectoryError):
                self._allow_reading(ruleset, path)
        return ruleset

    def _allow_reading(self, ruleset: int, path: str) -> None:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
        try:
            rights = READ_FILE | READ_DIR if os.path.isdir(path) else READ_FILE  # noqa: PTH112
            rule = struct.pack("=Qi", rights, place)
            self._call(ADD_RULE, ruleset, PATH_BENEATH, rule, 0)
        finally:
            os.close(place)

    def _call(self, number: int, *arguments: object) -> int:
        result = int(self.libc.syscall(ctypes.c_long(number), *map(_word, arguments)))
        if result < 0:
            failure = ctypes.get_errno()
            raise OSError(failure, os.strerror(failure))
        return result


def in_force() -> dict[str, bool]:
    """Tell what confines this process, by trying what each of them refuses."""
    return {
        "landlock": _is_refused(lambda: os.listdir("/etc")),  # noqa: PTH208 (no object needed),
        "seccomp": _is_refused(lambda: os.kill(os.getpid(), 0)),
    }


def _is_refused(act: Callable[[], object]) -> bool:
    try:
        act()
    except OSError:
        return True
    return False


def _seccomp_filter() -> "pyseccomp.SyscallFilter":
    # ENOSYS, because libraries have another way where a kernel lacks a call.
    rules = pyseccomp.SyscallFilter(pyseccomp.ERRNO(errno.ENOSYS))
    for name in ALWAYS:
        with suppress(OSError):  # An old libseccomp does not know the newest names.
            rules.add_rule(pyseccomp.ALLOW, name)
    for name, place, mask, value in WITH_ARGUMENT:
        argument = pyseccomp.Arg(place, pyseccomp.MASKED_EQ, mask, value)
        rules.add_rule(pyseccomp.ALLOW, name, argument)
    return rules


def _word(argument: object) -> object:
    """Give each argument the width of a register: libc's ``syscall`` takes longs."""
    return ctypes.c_long(argument) if isinstance(argument, int) else argument


def _program_files() -> Iterator[str]:
    """Name what loaded packages may still read: their own folders, the interpreter, libraries."""
    yield from SYSTEM_FOLDERS
    yield from SYSTEM_FILES
    yield from {sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib")}
    for name, module in list(sys.modules.items()):
        if "." not in name:
            folders = list(getattr(module, "__path__", ()))
            file = getattr(module, "__file__", None)
            yield from folders or ([file] if file else [])
