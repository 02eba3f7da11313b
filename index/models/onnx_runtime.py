"""ONNX Runtime: a model is optimised once, when it is exported, and loaded as it is.

Loading an optimised model takes a third of the time. Importing onnxruntime takes a while too, so that is left to the
moment when a model is needed.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

_PROVIDERS = ["CPUExecutionProvider"]


def open_model(file: Path) -> InferenceSession:
    """A model that ``optimise`` wrote; raises errors of onnxruntime's own where it is broken."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    return onnxruntime.InferenceSession(str(file), options, providers=_PROVIDERS)


def optimise(plain: Path, target: Path, weights: str = "") -> None:
    """Write a model with its graph optimised; the level holds no optimisation for one kind of processor only.

    Args:
        plain: The model as it was traced.
        target: Where to write it.
        weights: Name of a file beside the target for the weights, which is mapped and not read; empty for none.
    """
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_EXTENDED
    options.optimized_model_filepath = str(target)
    if weights:
        prefix = "session.optimized_model_external_initializers_"
        options.add_session_config_entry(f"{prefix}file_name", weights)
        options.add_session_config_entry(f"{prefix}min_size_in_bytes", "1024")
    onnxruntime.InferenceSession(str(plain), options, providers=_PROVIDERS)


def reason(error: Exception) -> str:
    """What an error of a library says, in one short line."""
    return (str(error).splitlines() or [type(error).__name__])[0][:200]
