"""Settings of the embedded server: small on a small machine, safe everywhere."""

import os
from pathlib import Path

MB = 1024 * 1024


def machine_memory_mb() -> int:
    """Return the memory we may use, in MB: the machine's, or less where a container sets a limit."""
    total = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    limit = Path("/sys/fs/cgroup/memory.max")
    said = limit.read_text().strip() if limit.exists() else "max"
    return min(total, int(said)) // MB if said.isdigit() else total // MB


def server_settings(socket: Path, *, durable: bool) -> dict[str, str]:
    """Return the server's settings. `durable=False` gives up safety in a crash for speed: tests only."""
    memory = machine_memory_mb()
    folder = str(socket).replace('"', '""')
    settings = {
        "listen_addresses": "",
        "unix_socket_directories": f'"{folder}"',
        "port": "5432",
        "password_encryption": "scram-sha-256",
        "max_connections": "100",
        "shared_buffers": f"{_between(memory // 8, 64, 2048)}MB",
        "effective_cache_size": f"{_between(memory // 2, 128, 16384)}MB",
        "maintenance_work_mem": f"{_between(memory // 32, 32, 512)}MB",
        "work_mem": f"{_between(memory // 512, 4, 32)}MB",
        "jit": "off",
        "max_wal_size": "2GB",
        "checkpoint_timeout": "15min",
        "wal_compression": "on",
        "synchronous_commit": "on",
        "random_page_cost": "1.1",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "log_line_prefix": "%m [%p] %u ",
        "lc_messages": "C",
    }
    if not durable:
        settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_wal_size": "256MB"}
    return settings


def _between(value: int, least: int, most: int) -> int:
    return max(least, min(value, most))
