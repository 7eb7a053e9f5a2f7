import Container

/// Where the tensors go in `WGHT`, from their shapes alone.
struct TensorPlan {
  let packers: [TensorPacker]
  /// Offsets in the section.
  private(set) var offsets: [Int] = []
  private(set) var lengths: [Int] = []
  /// Bytes of the section.
  private(set) var size = 0

  init(_ tensors: [ModelTensor], precision: ConversionOptions.Precision) {
    packers = tensors.map { tensor in
      TensorPacker(
        element: tensor.isPacked && precision == .f16 ? .float16 : .float32,
        layout: tensor.isPacked ? .packed : .plain, inputs: tensor.extents[1],
        taps: tensor.extents[2] * tensor.extents[3])
    }
    for (tensor, packer) in zip(tensors, packers) {
      let block = packer.rowsPerBlock
      let outputs = (tensor.extents[0] + block - 1) / block * block
      offsets.append(aligned(size, FileLayout.alignment))
      lengths.append(outputs * tensor.rowLength * packer.element.size)
      size = offsets[offsets.count - 1] + lengths[lengths.count - 1]
    }
  }
}

/// The first multiple of `alignment`, a power of two, at or behind an offset.
func aligned(_ offset: Int, _ alignment: Int) -> Int { (offset + alignment - 1) & ~(alignment - 1) }
