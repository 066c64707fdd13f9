"""The kernel of the notebooks, and how a report starts it: forked from the process that asks for it, warm.

That is, with all that is imported there. It has a namespace of its own, and imports nothing from the folder that it
runs in. What a cell does to a module stays in it.
"""

from __future__ import annotations

import asyncio
import os
import sys
from multiprocessing.context import ForkProcess
from typing import Any

from ipykernel.ipkernel import IPythonKernel
from ipykernel.kernelapp import IPKernelApp
from IPython.core.interactiveshell import InteractiveShell
from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner


class Kernel(IPythonKernel):
    """Python's own kernel, which says 3.11 for every 3.11: so a notebook that is opened and saved stays as it is."""

    language_info = {**IPythonKernel.language_info, "version": "{}.{}".format(*sys.version_info)}  # noqa: RUF012


class Manager(AsyncKernelManager):
    """A manager of such a kernel, whichever is installed under the name that the notebook has for it."""

    @property
    def kernel_spec(self) -> KernelSpec:
        return KernelSpec(argv=[])

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.provisioner = _Provisioner(kernel_spec=self.kernel_spec, parent=self)


class _Provisioner(LocalProvisioner):
    """What starts a kernel, tells how it is and ends it."""

    parent: Manager

    async def launch_kernel(self, cmd: list[str], **_: Any) -> KernelConnectionInfo:
        process = _Process(target=_serve, args=(self.parent.connection_file, os.getpid()))
        process.start()
        self.process = process  # type: ignore[assignment]  # it answers as a Popen does
        return self.connection_info


class _Process(ForkProcess):
    """A process with what a provisioner asks of one, in its words."""

    stdin = stdout = stderr = None

    def poll(self) -> int | None:
        return self.exitcode

    def wait(self) -> int | None:
        self.join()
        return self.exitcode

    def send_signal(self, number: int) -> None:
        if self.pid and self.is_alive():
            os.kill(self.pid, number)


def _serve(connection_file: str, parent: int) -> None:
    """Be the kernel, and none of what was at work in the process that was forked."""
    asyncio.set_event_loop(asyncio.new_event_loop())
    InteractiveShell.clear_instance()
    IPKernelApp.clear_instance()
    own = {"IPKernelApp.kernel_class": f"{__name__}.{Kernel.__name__}", "IPKernelApp.parent_handle": parent}
    options = [f"--{name}={value}" for name, value in own.items()]
    IPKernelApp.launch_instance(["--ignore-cwd", *options, "-f", connection_file])
