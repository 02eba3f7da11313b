"""Writing a PyTorch model as ONNX; importing PyTorch takes seconds, so only what builds a library imports this."""

from __future__ import annotations

import errno
import os
import shutil
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import torch

from corpus.errors import ModelError
from index.models.onnx_runtime import reason

_ROOM = 256 * 2**20  # bytes; with less, a failed export is put down to the disk
_AXES = {0: "batch", 1: "tokens"}


@contextmanager
def exporting(name: str, folder: Path) -> Iterator[Path]:
    """A file in a folder to trace a model to; it is removed at the end.

    Raises:
        ModelError: The model cannot be exported.
        OSError: It cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    traced = folder / "traced.onnx"
    try:
        yield traced
    except OSError:
        raise
    except Exception as error:  # torch and onnxruntime have many kinds for a model that cannot be traced
        if shutil.disk_usage(folder).free < _ROOM:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)) from error
        raise ModelError(f"{name}: cannot be exported to ONNX ({reason(error)}).") from error
    traced.unlink()


def trace(module: torch.nn.Module, sample: Mapping[str, torch.Tensor], file: Path, outputs: Mapping[str, int]) -> None:
    """Write a module's graph, with both axes of its inputs free: texts and tokens.

    Args:
        module: It takes the sample's tensors in their order.
        sample: Inputs by their names, (texts, tokens) each.
        file: To write.
        outputs: Names of the outputs, with how many of their first axes are those of the inputs.
    """
    free = {name: {axis: _AXES[axis] for axis in range(count)} for name, count in outputs.items()}
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")  # the tracer's remarks are for its authors
        torch.onnx.export(
            module.eval(), tuple(sample.values()), str(file), input_names=list(sample), output_names=list(outputs),
            dynamic_axes={**dict.fromkeys(sample, _AXES), **free},
            dynamo=False,  # the newer exporter takes ten times longer and two more dependencies for the same graph
        )  # fmt: skip
