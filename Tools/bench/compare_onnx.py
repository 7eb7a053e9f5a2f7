"""Times one evaluation of the toon64 network in HSpace and in ONNX Runtime, alternating, and prints a table.

usage: compare_onnx.py HSPACE MODEL.hsm [ROUNDS]

Needs the Python packages torch, diffusers, onnx, onnxscript and onnxruntime. The exported network has random weights: time does
not depend on them. Each round runs both programs, one after the other, in processes of their own; ratios are of medians.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time


def export(path):
    import torch
    from diffusers import UNet2DModel

    network = UNet2DModel(
        sample_size=64, layers_per_block=1, block_out_channels=(32, 64, 128, 128),
        down_block_types=("DownBlock2D", "DownBlock2D", "AttnDownBlock2D", "DownBlock2D"),
        up_block_types=("UpBlock2D", "AttnUpBlock2D", "UpBlock2D", "UpBlock2D"),
        attention_head_dim=None, downsample_padding=0, flip_sin_to_cos=False, freq_shift=1,
        norm_eps=1e-6, norm_num_groups=32).eval()

    class Epsilon(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.network = network

        def forward(self, x, t):
            return self.network(x, t).sample

    inputs = (torch.randn(1, 3, 64, 64), torch.tensor([500]))
    torch.onnx.export(Epsilon(), inputs, path, input_names=["x", "t"], output_names=["eps"],
                      opset_version=18, dynamo=True, external_data=False)


def time_onnx(path, threads, count):
    """Runs in a process of its own and prints milliseconds."""
    import numpy
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    inputs = {"x": numpy.random.randn(1, 3, 64, 64).astype("f4"), "t": numpy.array([500])}
    times = []
    for _ in range(count + 2):
        start = time.perf_counter()
        session.run(None, inputs)
        times.append((time.perf_counter() - start) * 1e3)
    print(json.dumps({"median": statistics.median(times[2:]), "min": min(times[2:])}))


def last_json(command):
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def main():
    hspace, model = sys.argv[1:3]
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 5
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "toon64.onnx")
        export(path)
        print("| threads | ONNX Runtime f32, median ms | HSpace f32, median ms | ratio of medians |")
        print("|---|---|---|---|")
        for threads in (1, 2):
            ours, theirs = [], []
            for _ in range(rounds):
                theirs.append(last_json([sys.executable, __file__, "--onnx", path, str(threads)])["median"])
                bench = last_json([hspace, "bench", "-m", model, "--threads", str(threads), "--json"])
                ours.append(bench["runs"][0]["median_ms"])
            a, b = statistics.median(theirs), statistics.median(ours)
            print(f"| {threads} | {a:.2f} | {b:.2f} | {b / a:.2f} |")


if sys.argv[1] == "--onnx":
    time_onnx(sys.argv[2], int(sys.argv[3]), 20)
else:
    main()
