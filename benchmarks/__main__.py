"""Run every benchmark, one after the other: ``python -m benchmarks``."""

import subprocess
import sys

MODULES = (
    "benchmarks.gallery_scale",
    "benchmarks.first_preview",
    "benchmarks.imaging",
    "benchmarks.unpublish",
)

for module in MODULES:
    print(f"== python -m {module}", flush=True)
    subprocess.run([sys.executable, "-m", module], check=True)
