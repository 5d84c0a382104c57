"""Server processes: started pinned, measured with all their children, ended with whoever started them."""

import ctypes
import glob
import os
import pwd
import resource
import signal
import socket
import subprocess
import time

SERVER_CORE, LOAD_CORE = 0, 1
PR_SET_PDEATHSIG = 1


class Failure(Exception):
    """Something that ends the comparison with one line for people."""


def raise_descriptor_limit():
    """As far as it goes; children inherit it. Returns it."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard


def free_port():
    """A port that was free a moment ago, for servers that cannot let the kernel choose."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def pin(core):
    libc = ctypes.CDLL(None)

    def before_exec():
        os.sched_setaffinity(0, {core})
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)

    return before_exec


def prefer(process, nice):
    """Sets the nice value of a process, and of its session: with autogroups the kernel weighs sessions first."""
    if nice != 0:
        os.setpriority(os.PRIO_PROCESS, process, nice)
        try:
            with open(f"/proc/{process}/autogroup", "w", encoding="ascii") as autogroup:
                autogroup.write(str(nice))
        except FileNotFoundError:
            pass  # a kernel without them


def unprivileged():
    """Popen arguments that drop root; nothing is lost by them when we are not root."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


class Process:
    """A server and its children, on one core, without root's rights unless it needs them."""

    def __init__(self, name, command, run_directory, privileged=False, core=SERVER_CORE):
        self.name = name
        self.log = os.path.join(run_directory, "output")
        with open(self.log, "wb") as output:
            self.popen = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                                          cwd=run_directory, preexec_fn=pin(core), start_new_session=True,
                                          **({} if privileged else unprivileged()))
        prefer(self.popen.pid, os.getpriority(os.PRIO_PROCESS, 0))

    def output(self):
        with open(self.log, encoding="utf-8", errors="replace") as log:
            return log.read()

    def check_alive(self):
        if self.popen.poll() is not None:
            raise Failure(f"{self.name} ended with {self.popen.returncode}: {self.output()[-2000:]}")

    def wait_for(self, ready, seconds=10):
        """The first true value of ready() while the process lives."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.check_alive()
            if value := ready():
                return value
            time.sleep(0.02)
        raise Failure(f"{self.name} is not ready after {seconds} s: {self.output()[-2000:]}")

    def wait_for_port(self, port):
        def answers():
            with socket.socket() as probe:
                return probe.connect_ex(("127.0.0.1", port)) == 0

        self.wait_for(answers)

    def tree(self):
        """The process and all its descendants."""
        parents = {}
        for path in glob.glob("/proc/[0-9]*/stat"):
            try:
                with open(path, encoding="ascii", errors="replace") as stat:
                    number, rest = stat.read().split(" (", 1)
            except OSError:
                continue  # ended in the meantime
            parents.setdefault(int(rest.rsplit(")", 1)[1].split()[1]), []).append(int(number))
        found = [self.popen.pid]
        for number in found:
            found.extend(parents.get(number, []))
        return found

    def cpu_seconds(self):
        """User and system time of the whole tree, in nanosecond steps where the kernel tells them."""
        return sum(cpu_seconds_of(number) for number in self.tree())

    def memory_kib(self):
        """(proportional, private) resident KiB of the whole tree."""
        proportional = private = 0
        for number in self.tree():
            with open(f"/proc/{number}/smaps_rollup", encoding="ascii") as rollup:
                for line in rollup:
                    if line.startswith("Pss:"):
                        proportional += int(line.split()[1])
                    elif line.startswith("Private_"):
                        private += int(line.split()[1])
        return proportional, private

    def end(self):
        for number, patience in ((signal.SIGTERM, 3), (signal.SIGKILL, 3)):
            try:
                os.killpg(self.popen.pid, number)
            except ProcessLookupError:
                return
            try:
                self.popen.wait(patience)
            except subprocess.TimeoutExpired:
                continue
        # The leader is gone; what is left of its session must not outlive it.


def cpu_seconds_of(number):
    try:
        total = 0
        for path in glob.glob(f"/proc/{number}/task/*/schedstat"):
            with open(path, encoding="ascii") as schedstat:
                total += int(schedstat.read().split()[0])
        if total > 0:
            return total / 1e9
        with open(f"/proc/{number}/stat", encoding="ascii", errors="replace") as stat:
            fields = stat.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    except OSError:
        return 0.0  # ended in the meantime
