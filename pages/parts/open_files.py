"""Room for a class: each browser holds several connections, and macOS gives a program 256 open files to begin with."""

ENOUGH = (65_536, 10_240, 4_096, 1_024)  # the most first: macOS lets a program have no more than 10,240


def raise_limit() -> None:
    """Raises this process's soft limit of open files as far as the system lets it, and its programs' with it."""
    try:
        import resource
    except ImportError:  # Windows: no such limit
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    for wanted in ENOUGH:
        if hard != resource.RLIM_INFINITY:
            wanted = min(wanted, hard)
        if soft == resource.RLIM_INFINITY or soft >= wanted:
            return
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        except (ValueError, OSError):
            continue
        return
