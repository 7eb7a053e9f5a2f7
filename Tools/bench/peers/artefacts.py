"""Makes what the comparison needs, each thing once: a Python environment, models, exports. All of it lies in build/bench."""

import os
import shutil
import subprocess
import sys

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "../../.."))
WORK = os.path.join(ROOT, "build", "bench")
HERE = os.path.dirname(os.path.abspath(__file__))


def run(*command):
    """Runs a program; raises CalledProcessError where it fails, its reasons on standard error."""
    print("  " + " ".join(os.path.relpath(part) if part.startswith(ROOT) else part for part in command),
          file=sys.stderr, flush=True)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def is_newer(path, *sources):
    """Whether a file is there, and was made after everything that it is made of."""
    return os.path.exists(path) and all(os.path.getmtime(path) >= os.path.getmtime(source) for source in sources)


def python(with_peers):
    """A Python with numpy, and with the other runtimes where they are asked for; PYTHON names one that has them."""
    given = os.environ.get("PYTHON")
    if given:
        return given
    folder = os.path.join(WORK, "venv")
    program = os.path.join(folder, "bin", "python")
    requirements = os.path.join(HERE, "requirements.txt")
    stamp = os.path.join(folder, "peers.stamp" if with_peers else "numpy.stamp")
    if not os.path.exists(program):
        run(sys.executable, "-m", "venv", folder)
    if not is_newer(stamp, requirements):
        wanted = ["-r", requirements] if with_peers else ["numpy"]
        run(program, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *wanted)
        open(stamp, "w", encoding="ascii").close()
    return program


def folder(model, interpreter):
    """The model's diffusers folder, with random weights."""
    path = os.path.join(WORK, model)
    writer = os.path.join(ROOT, "Tools", "bench", "random_model.py")
    weights = os.path.join(path, "diffusion_pytorch_model.safetensors")
    if not is_newer(weights, writer):
        # Exports of other weights are none of this model.
        shutil.rmtree(path, ignore_errors=True)
        run(interpreter, writer, model, path)
    return path


def onnx(model, precision, interpreter):
    """The model's folder, with its export."""
    path = folder(model, interpreter)
    exporter = os.path.join(HERE, "export.py")
    for kind in ("fp32", "int8") if precision == "int8" else ("fp32",):
        if not is_newer(os.path.join(path, f"{kind}.onnx"), exporter):
            run(interpreter, exporter, kind, path)
    return path


def hsm(model, precision, interpreter):
    """The model as HSpace's file."""
    source = folder(model, interpreter)
    converter = os.path.join(ROOT, "build", "bin", "hspace-convert")
    path = f"{source}-{precision}.hsm"
    if not is_newer(path, os.path.join(source, "config.json"), converter):
        run(converter, source, "--dtype", precision, "-o", path)
    return path
