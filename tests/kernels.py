"""A plugin of pytest: the kernels of nbval listen on sockets; of ports, two that start at once may want the same.

python -m pytest -p tests.kernels --nbval notebooks
"""

from __future__ import annotations

import tempfile
from typing import Any

import nbval.kernel
from traitlets import default

import tests.bare  # noqa: F401


class KernelManager(nbval.kernel.KernelManager):  # type: ignore[misc]
    """One whose sockets lie in a folder of their own, which goes when it goes."""

    def __init__(self, **settings: Any) -> None:
        self._sockets = tempfile.TemporaryDirectory(
            prefix="kernel-", dir="/tmp" if len(tempfile.gettempdir()) > 70 else None
        )
        super().__init__(**settings)

    @default("transport")
    def _on_sockets(self) -> str:
        return "ipc"

    @default("ip")
    def _in_their_folder(self) -> str:
        return f"{self._sockets.name}/kernel"


nbval.kernel.KernelManager = KernelManager
