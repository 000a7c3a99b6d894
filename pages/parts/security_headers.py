"""The headers that every answer carries: what a page of this app may do, and who may frame it."""

import base64
import os
import re
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

import streamlit

from pages.parts.visitor import host_name

PLATFORM = re.compile(r"https?://(\*\.)?[\w.-]+(:(\d+|\*))?", re.ASCII)
INLINE_SCRIPT = re.compile(rb"<script>(.*?)</script>", re.DOTALL)


def security_headers(host: str = "") -> list[tuple[bytes, bytes]]:
    """What every answer carries. `host` was asked for: older browsers need it spelled out for the WebSocket."""
    platforms = frame_ancestors()
    found = {
        "content-security-policy": content_security_policy(host, " ".join(platforms)),
        "x-content-type-options": "nosniff",
        "referrer-policy": "same-origin",
    }
    if not platforms:
        found["x-frame-options"] = "SAMEORIGIN"
    return [(name.encode(), value.encode()) for name, value in found.items()]


@lru_cache(maxsize=64)
def content_security_policy(host: str, platforms: str) -> str:
    """As strict as Streamlit's front end works with.

    It runs the scripts of components from blobs, styles its elements in place and draws pictures from data. The one
    script that stands in its page itself is named by its hash.
    """
    own = f" ws://{host} wss://{host}" if host_name(host) else ""
    return "; ".join(
        [
            "default-src 'self'",
            f"script-src 'self' blob: {' '.join(_inline_scripts())}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            f"connect-src 'self' data: blob:{own}",
            "worker-src 'self' blob:",
            "media-src 'self' data: blob:",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            f"frame-ancestors 'self' {platforms}".strip(),
        ]
    )


@lru_cache(maxsize=1)
def _inline_scripts() -> list[str]:
    """CSP's names of the scripts inside Streamlit's page."""
    page = (Path(streamlit.__file__).parent / "static" / "index.html").read_bytes()
    return [f"'sha256-{base64.b64encode(sha256(script).digest()).decode()}'" for script in INLINE_SCRIPT.findall(page)]


def frame_ancestors() -> list[str]:
    """The learning platforms that may frame the app: those in `FRAME_ANCESTORS` that are an origin and nothing else."""
    return [platform for platform in listed("FRAME_ANCESTORS") if PLATFORM.fullmatch(platform)]


def refused_ancestors() -> list[str]:
    """What else stands in `FRAME_ANCESTORS`."""
    return [text for text in listed("FRAME_ANCESTORS") if not PLATFORM.fullmatch(text)]


def listed(variable: str) -> list[str]:
    return re.split(r"[\s,]+", text.lower()) if (text := os.environ.get(variable, "").strip(" ,\t\n")) else []
