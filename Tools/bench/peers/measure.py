"""Times evaluations of a U-Net in one runtime and prints JSON: milliseconds of each, and this process's peak memory.

usage: measure.py RUNTIME FOLDER SIZE THREADS SECONDS COUNT

FOLDER holds the diffusers model (config.json and weights), fp32.onnx and int8.onnx.
"""

import json
import sys
import time

import numpy

# A runtime so slow is not run once more for nothing.
SLOW_SECONDS = 5


def torch_step(folder, precision, threads, x, t):
    import torch
    from diffusers import UNet2DModel

    torch.set_num_threads(threads)
    kind = torch.bfloat16 if precision == "bf16" else torch.float32
    network = UNet2DModel.from_pretrained(folder).eval().to(kind).to(memory_format=torch.channels_last)
    x = torch.from_numpy(x).to(kind).contiguous(memory_format=torch.channels_last)
    t = torch.from_numpy(t)

    def step():
        with torch.inference_mode():
            return network(x, t).sample

    return step


def onnxruntime_step(folder, precision, threads, x, t):
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(
        f"{folder}/{precision}.onnx", options, providers=["CPUExecutionProvider"])
    return lambda: session.run(None, {"x": x, "t": t})


def openvino_step(folder, precision, threads, x, t):
    import openvino

    core = openvino.Core()
    core.set_property("CPU", {"INFERENCE_NUM_THREADS": threads})
    model = core.read_model(f"{folder}/{'int8' if precision == 'int8' else 'fp32'}.onnx")
    hints = {
        "PERFORMANCE_HINT": "LATENCY",
        "INFERENCE_PRECISION_HINT": "bf16" if precision == "bf16" else "f32",
    }
    request = core.compile_model(model, "CPU", hints).create_infer_request()
    return lambda: request.infer({0: x, 1: t})


STEPS = {"torch": torch_step, "ort": onnxruntime_step, "ov": openvino_step}


def milliseconds(step):
    start = time.perf_counter()
    step()
    return (time.perf_counter() - start) * 1e3


def measure(step, seconds, count):
    """Times of at most count steps within about seconds, at least one, after a warm-up unless that would be slow."""
    first = milliseconds(step)
    if first > SLOW_SECONDS * 1e3:
        return [first]
    step()
    end = time.monotonic() + seconds
    times = [milliseconds(step)]
    while len(times) < count and time.monotonic() < end:
        times.append(milliseconds(step))
    return times


def peak_bytes():
    """Most physical memory that this process has held."""
    with open("/proc/self/status", encoding="ascii") as status:
        for line in status:
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    return 0


def main():
    runtime, folder = sys.argv[1:3]
    size, threads = (int(argument) for argument in sys.argv[3:5])
    seconds, count = float(sys.argv[5]), int(sys.argv[6])
    family, _, precision = runtime.partition("-")
    x = numpy.random.default_rng(0).standard_normal((1, 3, size, size), dtype=numpy.float32)
    step = STEPS[family](folder, precision, threads, x, numpy.array([500], dtype=numpy.int64))
    print(json.dumps({"times_ms": measure(step, seconds, count), "peak_bytes": peak_bytes()}))


if __name__ == "__main__":
    main()
