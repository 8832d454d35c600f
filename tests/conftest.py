"""One thread and few words for TensorFlow: tests run in as many processes as there are cores."""

from __future__ import annotations

import os
import signal
from importlib.metadata import version

from hypothesis import settings

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")
for pool in ("OMP_NUM_THREADS", "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS"):
    os.environ.setdefault(pool, "1")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
os.environ.pop("COLUMNS", None)  # a test run in several processes sets it, and tables would be cut

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # as in the background of a shell
    signal.signal(signal.SIGINT, signal.default_int_handler)

# A loaded machine must not fail a property for its time; how long things take is for benchmarks/.
# The same cases every time, so that what passed once passes again; HYPOTHESIS_PROFILE=default is
# for a search among new ones.
settings.register_profile("graphdsl", deadline=None, derandomize=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "graphdsl"))


def pytest_report_header() -> str:
    return f"keras {version('keras')}"
