"""Exports a diffusers U-Net to ONNX: in f32, or in int8 as ONNX Runtime quantises statically.

usage: export.py fp32|int8 FOLDER

fp32 writes FOLDER/fp32.onnx. int8 reads that and writes FOLDER/int8.onnx: weights for each channel, activations for each
tensor, calibrated on two evaluations of noise (what they are does not change the time).
"""

import json
import os
import sys

import numpy


def export_fp32(folder, path):
    import torch
    from diffusers import UNet2DModel

    class Epsilon(torch.nn.Module):
        """The network with a tensor as its result."""

        def __init__(self, network):
            super().__init__()
            self.network = network

        def forward(self, x, t):
            return self.network(x, t).sample

    network = UNet2DModel.from_pretrained(folder)
    size = network.config.sample_size
    inputs = (torch.randn(1, 3, size, size), torch.tensor([500]))
    torch.onnx.export(
        Epsilon(network).eval(), inputs, path, input_names=["x", "t"], output_names=["eps"], opset_version=18,
        dynamo=True, external_data=False)


def export_int8(folder, path):
    from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_static
    from onnxruntime.quantization.shape_inference import quant_pre_process

    with open(f"{folder}/config.json", encoding="utf-8") as file:
        size = json.load(file)["sample_size"]

    class Noise(CalibrationDataReader):
        def __init__(self):
            generator = numpy.random.default_rng(0)
            self.inputs = iter([
                {"x": generator.standard_normal((1, 3, size, size), dtype=numpy.float32),
                 "t": numpy.array([t], dtype=numpy.int64)}
                for t in (100, 500)])

        def get_next(self):
            return next(self.inputs, None)

    prepared = f"{path}.prepared"
    quant_pre_process(f"{folder}/fp32.onnx", prepared, skip_symbolic_shape=True)
    quantize_static(
        prepared, path, Noise(), quant_format=QuantFormat.QDQ, per_channel=True,
        weight_type=QuantType.QInt8, activation_type=QuantType.QUInt8,
        op_types_to_quantize=["Conv", "Gemm", "MatMul"])
    os.remove(prepared)


def main():
    precision, folder = sys.argv[1:3]
    path = f"{folder}/{precision}.onnx"
    # Named as it should be only when it is whole.
    partial = f"{path}.partial"
    {"fp32": export_fp32, "int8": export_int8}[precision](folder, partial)
    os.rename(partial, path)


if __name__ == "__main__":
    main()
